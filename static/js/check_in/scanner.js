// The camera, where the browser reads QR codes by itself. Elsewhere the phone's own camera opens the address of the pass.

const PAUSE = 180;
const SAME_AGAIN = 4000;

export async function canScan() {
  if (!("BarcodeDetector" in globalThis) || !navigator.mediaDevices?.getUserMedia) return false;
  const formats = await BarcodeDetector.getSupportedFormats().catch(() => []);
  return formats.includes("qr_code");
}

export class Scanner {
  constructor(video, found) {
    Object.assign(this, { video, found, stream: null, last: "", lastAt: 0 });
    // A camera in the pocket empties the battery.
    document.addEventListener("visibilitychange", () => { if (document.hidden) this.stop(); });
  }

  get running() {
    return this.stream !== null;
  }

  async start() {
    this.stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" }, audio: false });
    this.video.srcObject = this.stream;
    await this.video.play();
    this.look(new BarcodeDetector({ formats: ["qr_code"] }), this.stream);
  }

  stop() {
    for (const track of this.stream?.getTracks() ?? []) track.stop();
    this.stream = null;
    this.video.srcObject = null;
    this.video.dispatchEvent(new Event("stopped"));
  }

  async look(detector, stream) {
    while (this.stream === stream) {
      const [code] = await detector.detect(this.video).catch(() => []);
      const again = code && code.rawValue === this.last && Date.now() - this.lastAt < SAME_AGAIN;
      if (code && !again) {
        this.last = code.rawValue;
        await this.found(code.rawValue);
      }
      if (code) this.lastAt = Date.now();
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
    }
  }

  get canLight() {
    return Boolean(this.stream?.getVideoTracks()[0]?.getCapabilities?.().torch);
  }

  async light(on) {
    await this.stream?.getVideoTracks()[0]?.applyConstraints({ advanced: [{ torch: on }] }).catch(() => {});
  }
}

// The roster: who is expected, and what the marks on this phone make of it before the server has seen them.

const SAME = { "ә": "а", "ғ": "г", "қ": "к", "ң": "н", "ө": "о", "ұ": "у", "ү": "у", "һ": "х", "і": "и", "ё": "е", "й": "и" };

// One spelling for names: without accents, Kazakh letters as a Russian keyboard has them.
export function plain(text) {
  return [...text.toLowerCase()].map((letter) => SAME[letter] ?? letter.normalize("NFD")[0]).join("").trim();
}

// What stands for a pass or a code on this phone: half of its SHA-256. Null where the browser cannot compute it.
export async function key(text) {
  if (!globalThis.crypto?.subtle) return null;
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("").slice(0, 32);
}

export function secretIn(text) {
  return text.trim().match(/(?:\/p\/)?([\w-]{20,32})\/?$/)?.[1] ?? "";
}

const SHAPES = { "А": "A", "В": "B", "С": "C", "Е": "E", "Н": "H", "К": "K", "М": "M", "Р": "P", "Т": "T", "Х": "X", "У": "Y", "Ү": "Y" };
export const codeIn = (text) => [...text.toUpperCase().replace(/[\s-]/g, "")].map((letter) => SHAPES[letter] ?? letter).join("");

export class Roster {
  constructor() {
    this.people = new Map();
  }

  replace(people) {
    this.people = new Map(people.map((person) => [person.id, { ...person }]));
  }

  get counts() {
    const rows = [...this.people.values()];
    const came = rows.filter((person) => person.state === "came").length;
    const awaited = rows.filter((person) => ["expected", "looking"].includes(person.state)).length;
    return { came, signed: rows.length, awaited };
  }

  async find({ signup, shown, code }) {
    if (signup) return this.people.get(signup);
    const wanted = await key(shown ? secretIn(shown) : codeIn(code ?? ""));
    return wanted ? [...this.people.values()].find((person) => person.keys.includes(wanted)) : undefined;
  }

  // What a mark means by what this phone knows. The server has the last word, with the same rules.
  judge(person, kind) {
    const here = person.state === "came" && !person.left;
    if (person.own && kind !== "undo") return "own";
    if (kind === "in") return here ? "already_in" : "came";
    if (kind === "out") return here ? "left" : person.left ? "already_out" : "not_in";
    return person.state === "came" ? "undone" : "nothing_to_undo";
  }

  apply(person, kind, at) {
    const code = this.judge(person, kind);
    if (code === "came") Object.assign(person, { state: "came", arrived: person.arrived || at, left: "" });
    if (code === "left") person.left = at;
    if (code === "undone") {
      if (person.left) person.left = "";
      else Object.assign(person, { state: "expected", arrived: "" });
    }
    return code;
  }
}

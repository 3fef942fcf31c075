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
RUN useradd --system --create-home --home-dir /var/lib/gateway gateway
COPY --from=build /opt/gateway /opt/gateway
ENV PATH=/opt/gateway/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    GATEWAY_DATABASE_URL=sqlite:////var/lib/gateway/gateway.sqlite
USER gateway
VOLUME /var/lib/gateway
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=3s --start-period=20s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/livez', timeout=2)"]
CMD ["gateway", "serve", "--host", "0.0.0.0"]

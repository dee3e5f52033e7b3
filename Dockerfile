# One image for every app: `docker run strata platform`, `docker run strata system-erp`, ...
FROM node:24.21.0-slim AS build
WORKDIR /strata
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY . .
RUN node scripts/build.mjs

# The optional packages are Node, PostgreSQL and Restate as binaries, for `npm start`: here each is a container of its own.
FROM node:24.21.0-slim AS packages
WORKDIR /strata
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --omit=optional --ignore-scripts --no-audit --no-fund

FROM node:24.21.0-slim
WORKDIR /strata
# scripts/launcher/node-options.mjs says why of the last, as of the flags below.
ENV NODE_ENV=production RESTATE_LOGGING=WARN HOST=0.0.0.0 PORT=3000 STRATA_SANDBOX_HOME=/var/lib/strata/sandbox MALLOC_ARENA_MAX=2
RUN install --directory --owner=node --group=node /var/lib/strata
COPY package.json strata.config.yaml ./
COPY scripts/is-well.mjs scripts/
COPY scripts/launcher/source-maps.mjs scripts/launcher/
COPY --from=packages /strata/node_modules node_modules
COPY --from=build /strata/dist dist
USER 1000:1000
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --retries=3 \
  CMD ["node", "scripts/is-well.mjs", "live"]
# The first argument is the app; sh is replaced by it, so that it gets the signals.
ENTRYPOINT ["sh", "-c", "exec node --min-semi-space-size=32 --max-semi-space-size=32 --no-parallel-scavenge --retain-maps-for-n-gc=1000 --no-allocation-site-pretenuring --no-memory-reducer --heap-growing-percent=100 --expose-gc --import=./scripts/launcher/source-maps.mjs \"dist/apps/$0/src/main.js\""]
CMD ["platform"]

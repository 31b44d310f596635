# The server of the GitHub App. Build with `docker build -t speckit-app .`; docs/app.md says what it needs to run.
FROM node:24-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts
COPY tsconfig.json tsconfig.build.json ./
COPY src ./src
COPY sandbox ./sandbox
RUN npm run -s build && npm prune --omit=dev --ignore-scripts

FROM node:24-slim
ENV NODE_ENV=production SPECKIT_SPOOL=/var/lib/speckit PORT=3000
WORKDIR /app
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/build/src ./build/src
COPY package.json ./
# Compared with the one that a repository has.
COPY .github/workflows/speckit.yml ./.github/workflows/speckit.yml
RUN mkdir -p /var/lib/speckit && chown node:node /var/lib/speckit && chmod 700 /var/lib/speckit
USER node
VOLUME /var/lib/speckit
EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=3s CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# Without npm in between, which would keep signals from the server.
CMD ["node", "build/src/entries/app.js"]

import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

import { defineConfig, type Plugin } from "vite";

/** Packs each file once, at build time, so that the gateway never has to. */
function packed(): Plugin {
  return {
    name: "packed",
    apply: "build",
    async writeBundle({ dir }) {
      const assets = join(dir ?? "", "assets");
      for (const name of await readdir(assets)) {
        const content = await readFile(join(assets, name));
        const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } };
        await writeFile(join(assets, `${name}.br`), brotliCompressSync(content, quality));
        await writeFile(join(assets, `${name}.gz`), gzipSync(content, { level: 9 }));
      }
    },
  };
}

export default defineConfig({
  base: "/explorer/",
  build: {
    outDir: "built",
    assetsInlineLimit: 0, // What is inlined is a data: address, which the page's policy lets images alone have.
    chunkSizeWarningLimit: 4096, // Monaco, the editor, is that large.
    license: { fileName: "licences.md" },
    modulePreload: { polyfill: false },
    rolldownOptions: { checks: { moduleLevelDirective: false } }, // "use client" means nothing here.
    target: "es2022",
  },
  html: { cspNonce: "%NONCE%" },
  plugins: [packed()],
});

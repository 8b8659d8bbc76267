/// <reference types="vitest/config" />
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vite";

const api = process.env["ASKLESS_API"] ?? "http://127.0.0.1:8766";

export default defineConfig({
  // Scopes of styles are named briefly: their names are in every rule and every element, and do not compress.
  plugins: [svelte({ compilerOptions: { cssHash: ({ hash, css }) => `s${hash(css).slice(0, 5)}` } })],
  build: {
    outDir: "../src/askless/static",
    emptyOutDir: true,
    manifest: true,
    target: "es2022",
    // The page runs under `default-src 'self'`: no data: addresses, so every asset stays a file.
    assetsInlineLimit: 0,
    // Every browser that understands the ES2022 target also preloads modules by itself.
    modulePreload: { polyfill: false },
  },
  // Development only: `npm run dev` beside a running server (see README.md).
  server: { proxy: { "/api": { target: api, changeOrigin: true } } },
  resolve: process.env["VITEST"] ? { conditions: ["browser"] } : {},
  test: { environment: "node", include: ["src/**/*.test.ts"] },
});

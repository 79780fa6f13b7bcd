// How the pages are built. The window is WebKitGTK 2.50 (Safari 26's engine) under a strict policy: no inline script,
// no inline style, nothing fetched from elsewhere.
import { paraglideVitePlugin } from '@inlang/paraglide-js';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  root: import.meta.dirname,
  base: './',
  plugins: [
    paraglideVitePlugin({
      project: './project.inlang',
      outdir: './src/lib/paraglide',
      strategy: ['globalVariable', 'baseLocale'],
      outputStructure: 'locale-modules',
      emitReadme: false,
    }),
    svelte(),
  ],
  // The development server is for people at this machine only.
  server: { host: '127.0.0.1', port: 5173, fs: { allow: ['.', '../icons'] } },
  worker: { format: 'es' },
  build: {
    target: 'safari18.4',
    outDir: 'dist',
    emptyOutDir: true,
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    cssCodeSplit: false,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 1500,
  },
  // Components under test mount in a browser-like page, so the browser build of Svelte is the one to load.
  resolve: process.env.VITEST ? { conditions: ['browser'] } : {},
  test: { environment: 'jsdom', include: ['tests/**/*.test.ts'], setupFiles: ['tests/setup.ts'], testTimeout: 120_000 },
});

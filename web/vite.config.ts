import { gzipSync } from 'node:zlib';
import { defineConfig, type Plugin } from 'vite';

// Every island is a line here; pages load it by its name: @Islands.Script("upload").
const islands = {
  upload: 'src/upload.ts',
};

// Scripts and styles lie packed in the program; the site hands them out as they are to whoever takes gzip.
const packed: Plugin = {
  name: 'packed',
  generateBundle: {
    order: 'post',
    handler(_, bundle) {
      for (const [name, file] of Object.entries(bundle)) {
        if (/\.(js|css|svg)$/.test(name)) {
          this.emitFile({ type: 'asset', fileName: `${name}.gz`, source: gzipSync(file.type === 'chunk' ? file.code : file.source, { level: 9 }) });
          delete bundle[name];
        }
      }
    },
  },
};

export default defineConfig({
  base: '/portal/islands/',
  plugins: [packed],
  build: {
    target: 'es2020',
    manifest: 'islands.json',
    // Nothing stands in addresses of its own making: the pages' policy allows files of the site and nothing else.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    assetsDir: '',
    chunkSizeWarningLimit: 4000,
    rollupOptions: { input: islands },
  },
});

import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { defineConfig, type Plugin } from 'vite';

// Every island is a line here; pages load it by its name: @Islands.Script("upload").
const islands = {
  upload: 'src/upload.ts',
  viewer: 'src/viewer.ts',
  hdf5: 'src/hdf5.tsx',
};

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

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
  resolve: {
    alias: { ndarray: here('src/ndarray.ts'), 'ndarray-ops': here('src/ndarray.ts') },
    dedupe: ['three', 'react', 'react-dom'],
  },
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

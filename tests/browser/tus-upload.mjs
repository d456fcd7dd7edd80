// Sends a file with tus-js-client, as a stranger's program would: node tus-upload.mjs URL TOKEN FILE PATH PARALLEL
import { createReadStream } from 'node:fs';
import { Upload } from 'tus-js-client';

const [endpoint, token, file, path, parallel] = process.argv.slice(2);
const upload = new Upload(createReadStream(file), {
  endpoint,
  headers: { Authorization: `Bearer ${token}` },
  metadata: { path },
  parallelUploads: Number(parallel),
  retryDelays: Array(100).fill(500),
  ...(parallel === '1' ? { chunkSize: 256 << 20 } : {}),
  onError: error => { console.error(String(error)); process.exit(1); },
  onSuccess: () => console.log(upload.url),
});
upload.start();

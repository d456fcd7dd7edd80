// Files dropped on a page, or chosen: an element <dewar-upload> that sends them by tus. What broke off goes on where it stopped, also after
// the page was closed; each piece is sent with its digest, and the site refuses one that came otherwise.
import { DefaultHttpStack, Upload, type HttpRequest, type HttpStack } from 'tus-js-client';
import { sha256 } from './sha256';

const PIECE = 8 * 1024 * 1024;
const AT_ONCE = 3;
const LOOK_AGAIN = 1000;
const RETRIES = [0, 1000, 3000, 10000, 20000, 30000, 60000];

type Wanted = { file: File; path: string };

// Puts a digest beside the bytes of each request. Old pages without https have no digests of the browser's own.
class CheckedStack implements HttpStack {
  private readonly inner = new DefaultHttpStack({});

  createRequest(method: string, url: string): HttpRequest {
    const request = this.inner.createRequest(method, url);
    const send = request.send.bind(request);
    request.send = async body => {
      if (body instanceof Blob && body.size > 0) {
        const bytes = await body.arrayBuffer();
        const digest = globalThis.crypto?.subtle ? new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)) : sha256(new Uint8Array(bytes));
        request.setHeader('Upload-Checksum', `sha256 ${btoa(String.fromCharCode(...digest))}`);
      }
      return send(body);
    };
    return request;
  }

  getName() {
    return 'Checked';
  }
}

export function size(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];
  let unit = 0;
  while (bytes >= 999.5 && unit < units.length - 1) {
    bytes /= 1000;
    unit++;
  }
  return `${bytes.toFixed(unit === 0 || bytes >= 100 ? 0 : bytes >= 10 ? 1 : 2)} ${units[unit]}`;
}

export function span(seconds: number): string {
  return seconds < 90 ? `${Math.ceil(seconds)} s` : seconds < 5400 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`;
}

// One file of the list.
class Sending {
  readonly row = document.createElement('li');
  private readonly word = document.createElement('span');
  private readonly bar = document.createElement('progress');
  private readonly stop = document.createElement('button');
  private readonly again = document.createElement('button');
  private upload: Upload | null = null;
  sent = 0;
  state: 'waiting' | 'sending' | 'checking' | 'done' | 'failed' | 'stopped' = 'waiting';

  constructor(
    readonly wanted: Wanted,
    private readonly owner: DewarUpload,
  ) {
    const name = document.createElement('bdi');
    name.textContent = wanted.path;
    name.className = 'name';
    const bytes = document.createElement('span');
    bytes.className = 'soft';
    bytes.textContent = size(wanted.file.size);
    this.word.className = 'mark';
    this.bar.max = 100;
    this.bar.value = 0;
    this.bar.setAttribute('aria-label', `${wanted.path}, share sent`);
    for (const [button, text] of [[this.stop, 'Stop'], [this.again, 'Try again']] as const) {
      button.type = 'button';
      button.className = 'quiet';
      button.textContent = text;
      button.setAttribute('aria-label', `${text}: ${wanted.path}`);
    }
    this.stop.onclick = () => void this.abort();
    this.again.onclick = () => owner.queue(this);
    this.row.append(name, bytes, this.word, this.stop, this.again, this.bar);
    this.show('waiting', 'waits');
  }

  private show(state: Sending['state'], text: string, tone = 'plain') {
    this.state = state;
    this.word.textContent = text;
    this.word.className = `mark ${tone}`;
    this.stop.hidden = !(state === 'waiting' || state === 'sending');
    this.again.hidden = !(state === 'failed' || state === 'stopped');
    this.bar.hidden = state === 'done';
    this.owner.changed();
  }

  // Whatever was said before, it stands in the line again.
  wait() {
    this.show('waiting', 'waits');
  }

  refuse(why: string) {
    this.show('failed', why, 'bad');
    this.again.hidden = true;
  }

  async start() {
    const { file, path } = this.wanted;
    this.show('sending', 'being sent');
    await new Promise<void>(ended => {
      this.upload = new Upload(file, {
        endpoint: this.owner.url,
        httpStack: new CheckedStack(),
        chunkSize: PIECE,
        retryDelays: RETRIES,
        storeFingerprintForResuming: true,
        removeFingerprintOnSuccess: true,
        fingerprint: async () => ['dewar', this.owner.url, path, file.size, file.lastModified].join('|'),
        metadata: { path, modifiedNs: `${file.lastModified}000000` },
        // A piece that came otherwise than it was sent (460) is sent again, and so is one that another request holds (423).
        onShouldRetry: error => {
          const status = error.originalResponse?.getStatus() ?? 0;
          return status === 0 || status >= 500 || [409, 423, 429, 460].includes(status);
        },
        onProgress: sent => {
          this.sent = sent;
          this.bar.value = file.size === 0 ? 100 : (100 * sent) / file.size;
          this.owner.changed();
        },
        onError: error => {
          this.show('failed', this.reason(error), 'bad');
          ended();
        },
        onSuccess: () => void this.follow().then(ended),
      });
      void this.upload.findPreviousUploads().then(before => {
        if (before[0]) this.upload?.resumeFromPreviousUpload(before[0]);
        this.upload?.start();
      });
      this.settle = ended;
    });
  }

  private settle: () => void = () => {};

  // All bytes are there; now the site reads them back and gives the file its place.
  private async follow() {
    this.sent = this.wanted.file.size;
    this.bar.value = 100;
    this.show('checking', 'being checked');
    const id = this.upload?.url?.split('/').pop() ?? '';
    for (;;) {
      try {
        const answer = await fetch(`${this.owner.url}/${id}`, { headers: { Accept: 'application/json' } });
        if (!answer.ok && answer.status < 500) throw new Error(`The site answered with ${answer.status}.`);
        const it = answer.ok ? await answer.json() : null;
        if (it?.state === 'done') {
          const link = document.createElement('a');
          link.href = `${this.owner.experiment}/file/${it.path.split('/').map(encodeURIComponent).join('/')}`;
          link.append(...this.row.querySelector('.name')!.childNodes);
          this.row.querySelector('.name')!.append(link);
          this.show('done', 'arrived and checked', 'good');
          return;
        }
        if (it?.state === 'failed') {
          this.show('failed', it.cause ?? 'failed', 'bad');
          return;
        }
      } catch (error) {
        if (!(error instanceof TypeError)) {
          this.show('failed', String((error as Error).message), 'bad');
          return;
        }
      }
      await new Promise(passed => setTimeout(passed, LOOK_AGAIN));
    }
  }

  private async abort() {
    await this.upload?.abort();
    this.show('stopped', 'stopped; it goes on where it was', 'warn');
    this.settle();
  }

  // The site says why in the title of its answer.
  private reason(error: Error): string {
    const body = (error as { originalResponse?: { getBody(): string } | null }).originalResponse?.getBody();
    try {
      return JSON.parse(body ?? '').title;
    } catch {
      return body === undefined ? 'The site could not be reached. Try again; it goes on where it was.' : 'The site refused it.';
    }
  }
}

class DewarUpload extends HTMLElement {
  private readonly all: Sending[] = [];
  private readonly list = document.createElement('ul');
  private readonly total = document.createElement('p');
  private readonly to = document.createElement('input');
  private active = 0;
  private rates: { at: number; sent: number }[] = [];

  get url(): string {
    return this.dataset.url ?? '';
  }

  get experiment(): string {
    return this.dataset.experiment ?? '';
  }

  connectedCallback() {
    const zone = document.createElement('div');
    zone.className = 'card drop';
    const text = document.createElement('p');
    text.textContent = 'Drop files or folders here';
    const buttons = document.createElement('p');
    buttons.className = 'actions';
    buttons.append(this.chooser('Choose files', false), this.chooser('Choose a folder', true));
    const label = document.createElement('label');
    label.htmlFor = 'upload-to';
    label.textContent = 'Into the folder';
    this.to.id = 'upload-to';
    this.to.value = this.dataset.to ?? '';
    this.to.placeholder = 'the root of the experiment';
    this.to.autocapitalize = 'none';
    this.to.spellcheck = false;
    zone.append(text, buttons, label, this.to);
    this.list.className = 'plain card sending';
    this.list.hidden = true;
    this.total.className = 'soft';
    this.total.setAttribute('role', 'status');
    this.replaceChildren(zone, this.total, this.list);
    for (const name of ['dragenter', 'dragover'] as const) {
      this.addEventListener(name, event => {
        event.preventDefault();
        zone.classList.add('over');
      });
    }
    for (const name of ['dragleave', 'drop'] as const) this.addEventListener(name, () => zone.classList.remove('over'));
    this.addEventListener('drop', event => {
      event.preventDefault();
      void dropped(event.dataTransfer).then(files => this.add(files));
    });
    addEventListener('beforeunload', event => {
      if (this.all.some(each => each.state === 'sending')) event.preventDefault();
    });
  }

  private chooser(text: string, folder: boolean): HTMLElement {
    const input = document.createElement('input');
    input.type = 'file';
    input.multiple = true;
    input.hidden = true;
    input.setAttribute('aria-label', text);
    if (folder) input.webkitdirectory = true;
    input.onchange = () => {
      this.add([...(input.files ?? [])].map(file => ({ file, path: file.webkitRelativePath || file.name })));
      input.value = '';
    };
    const button = document.createElement('button');
    button.type = 'button';
    if (!folder) button.className = 'main';
    button.textContent = text;
    button.onclick = () => input.click();
    const both = document.createElement('span');
    both.append(button, input);
    return both;
  }

  private add(files: Wanted[]) {
    const to = this.to.value.trim().replace(/^\/+|\/+$/g, '');
    const largest = Number(this.dataset.largest ?? 0);
    for (const { file, path } of files) {
      const sending = new Sending({ file, path: to ? `${to}/${path}` : path }, this);
      this.all.push(sending);
      this.list.append(sending.row);
      if (largest > 0 && file.size > largest) sending.refuse(`larger than ${size(largest)}, which is the most this site takes`);
    }
    this.list.hidden = this.all.length === 0;
    this.pump();
  }

  queue(sending: Sending) {
    sending.wait();
    this.pump();
  }

  private pump() {
    while (this.active < AT_ONCE) {
      const next = this.all.find(each => each.state === 'waiting');
      if (!next) return;
      this.active++;
      void next.start().finally(() => {
        this.active--;
        this.pump();
      });
    }
  }

  changed() {
    const counted = this.all.filter(each => each.state !== 'failed' && each.state !== 'stopped');
    const bytes = counted.reduce((sum, each) => sum + each.wanted.file.size, 0);
    const sent = counted.reduce((sum, each) => sum + each.sent, 0);
    const done = this.all.filter(each => each.state === 'done').length;
    const failed = this.all.filter(each => each.state === 'failed').length;
    const now = performance.now();
    this.rates = [...this.rates.filter(each => now - each.at < 5000), { at: now, sent }];
    const rate = this.rates.length > 1 && now > this.rates[0].at ? (1000 * (sent - this.rates[0].sent)) / (now - this.rates[0].at) : 0;
    this.total.textContent =
      this.all.length === 0 ? '' :
      `${done} of ${this.all.length} files arrived, ${size(sent)} of ${size(bytes)} sent` +
      (rate > 0 && sent < bytes ? `, ${size(rate)}/s, ${span((bytes - sent) / rate)} left` : '') +
      (failed > 0 ? `, ${failed} failed` : '');
  }
}

// What was dropped, folders with all that is below them.
async function dropped(transfer: DataTransfer | null): Promise<Wanted[]> {
  const entries = [...(transfer?.items ?? [])].map(item => item.webkitGetAsEntry?.() ?? null);
  if (entries.length === 0 || entries.some(entry => entry === null)) return [...(transfer?.files ?? [])].map(file => ({ file, path: file.name }));
  const found: Wanted[] = [];
  const walk = async (entry: FileSystemEntry, path: string): Promise<void> => {
    if (entry.isFile) {
      found.push({ file: await new Promise<File>((ok, bad) => (entry as FileSystemFileEntry).file(ok, bad)), path: path + entry.name });
      return;
    }
    const reader = (entry as FileSystemDirectoryEntry).createReader();
    for (;;) {
      const some = await new Promise<FileSystemEntry[]>((ok, bad) => reader.readEntries(ok, bad));
      if (some.length === 0) return;
      for (const each of some) await walk(each, `${path}${entry.name}/`);
    }
  };
  for (const entry of entries) await walk(entry!, '');
  return found;
}

customElements.define('dewar-upload', DewarUpload);

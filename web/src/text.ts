// Text of any length, a piece at a time; whatever it holds is shown and nothing else.
import { button, labelled, make } from './dom';
import type { SiteFile } from './site';

const piece = 128 << 10;

export class TextView {
  readonly element: HTMLElement;
  private readonly text = make('pre', { className: 'viewer-text', tabIndex: 0, role: 'region', 'aria-label': 'The text of the file' });
  private readonly where = make('output', { role: 'status' });
  private readonly more = button('Show more', () => void this.load());
  private decoder: TextDecoder | null = null;
  private done = 0;

  constructor(private readonly file: SiteFile) {
    const wrap = make('input', { type: 'checkbox', checked: true });
    wrap.addEventListener('change', () => this.text.classList.toggle('unwrapped', !wrap.checked));
    this.element = make('div', {}, make('div', { className: 'viewer-bar' }, labelled('wrap lines', wrap), this.where), this.text, this.more);
    void this.load();
  }

  private async load(): Promise<void> {
    try {
      const { bytes, total } = await this.file.bytes(this.done, this.done + piece);
      this.decoder ??= new TextDecoder(encodingOf(bytes));
      this.done += bytes.length;
      const isAll = this.done >= total || bytes.length === 0;
      this.text.append(visible(this.decoder.decode(bytes, { stream: !isAll })));
      this.more.hidden = isAll;
      this.where.textContent = isAll ? ` ${total} bytes` : ` ${this.done} of ${total} bytes`;
      this.element.toggleAttribute('data-complete', true);
    } catch (failure) {
      this.where.textContent = failure instanceof Error ? failure.message : String(failure);
      this.more.hidden = true;
    }
  }
}

function encodingOf(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) {
    return 'utf-16le';
  }
  if (bytes[0] === 0xfe && bytes[1] === 0xff) {
    return 'utf-16be';
  }
  try {
    // The last character may be cut.
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return 'utf-8';
  } catch {
    return 'windows-1252';
  }
}

/** Marks that turn the direction of reading, and what has no glyph, are shown by their numbers. */
function visible(text: string): string {
  return text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, (letter) => `‹U+${letter.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}›`);
}

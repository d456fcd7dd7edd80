// Tables and sheets, a page of rows at a time.
import { button, labelled, make, show } from './dom';
import type { Signal, SiteFile } from './site';

const perPage = 100;

export class TableView {
  readonly element: HTMLElement;
  private readonly body = make('tbody');
  private readonly where = make('output', { role: 'status' });
  private readonly go = make('input', { type: 'number', min: '1', value: '1' });
  private first = 0;

  constructor(
    private readonly file: SiteFile,
    private readonly signal: Signal,
  ) {
    const rows = signal.axes[0].length;
    this.go.max = String(rows);
    this.go.addEventListener('change', () => void this.load(Number(this.go.value) - 1));
    const head = make('tr', {}, make('th', { scope: 'col' }, 'Row'), ...signal.columns.map((name, column) => make('th', { scope: 'col' }, name || `column ${column + 1}`, signal.columnUnits[column] && make('span', { className: 'soft' }, ` (${signal.columnUnits[column]})`))));
    const csv = make('a', { href: file.address('values', { signal: signal.number, format: 'csv' }), download: '' }, 'Numbers as CSV');
    this.element = make('div', {},
      make('div', { className: 'viewer-bar' }, make('span', { className: 'viewer-buttons' }, button('◂', () => void this.load(this.first - perPage), 'Earlier rows'), button('▸', () => void this.load(this.first + perPage), 'Later rows')), labelled('From row', this.go), this.where, csv),
      make('div', { className: 'scroll viewer-table', tabIndex: 0, role: 'region', 'aria-label': `Rows of ${signal.name || 'the table'}` }, make('table', {}, make('caption', { className: 'unseen' }, signal.name || 'Table'), make('thead', {}, head), this.body)));
    void this.load(0);
  }

  private async load(first: number): Promise<void> {
    const total = this.signal.axes[0].length;
    this.first = Math.max(0, Math.min(first, total - 1));
    try {
      const rows = await this.file.json<(number | string | null)[][]>('rows', { signal: this.signal.number, start: this.first, count: perPage });
      this.body.replaceChildren(...rows.map((row, n) => make('tr', {}, make('th', { scope: 'row', className: 'soft' }, String(this.first + n + 1)), ...row.map((cell) => (typeof cell === 'string' ? make('td', {}, make('bdi', {}, cell)) : make('td', { className: 'number' }, cell === null ? '' : show(cell)))))));
      this.go.value = String(this.first + 1);
      this.where.textContent = ` to ${this.first + rows.length} of ${total}`;
      this.element.toggleAttribute('data-complete', true);
    } catch (failure) {
      this.where.textContent = failure instanceof Error ? failure.message : String(failure);
    }
  }
}

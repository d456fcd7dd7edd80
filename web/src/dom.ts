// Elements, made in code: what comes from files only ever becomes text.

type Child = Node | string | null | undefined | false;

export function make<K extends keyof HTMLElementTagNameMap>(tag: K, set: Partial<HTMLElementTagNameMap[K]> & Record<string, unknown> = {}, ...children: Child[]): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(set)) {
    if (name.includes('-') || name === 'role' || name === 'for' || name === 'list') {
      element.setAttribute(name, String(value));
    } else {
      (element as unknown as Record<string, unknown>)[name] = value;
    }
  }
  element.append(...children.filter((child): child is Node | string => child !== null && child !== undefined && child !== false));
  return element;
}

let numbers = 0;

/** A control with its words. */
export function labelled(words: string, control: HTMLElement): HTMLLabelElement {
  control.id ||= `viewer-${++numbers}`;
  return make('label', { for: control.id, className: 'viewer-label' }, make('span', {}, words), control);
}

export function choice(options: [value: string, words: string][], chosen: string, change: (value: string) => void): HTMLSelectElement {
  const select = make('select', {}, ...options.map(([value, words]) => make('option', { value, selected: value === chosen }, words)));
  select.addEventListener('change', () => change(select.value));
  return select;
}

export function button(words: string, press: () => void, title = ''): HTMLButtonElement {
  const element = make('button', { type: 'button', className: 'quiet', title }, words);
  if (title) {
    element.setAttribute('aria-label', title);
  }
  element.addEventListener('click', press);
  return element;
}

const digits = new Intl.NumberFormat('en', { maximumSignificantDigits: 6, useGrouping: false });

/** A number in six digits, in powers of ten where it has to be. */
export function show(value: number | null | undefined): string {
  if (value === null || value === undefined || Number.isNaN(value)) {
    return '–';
  }
  const size = Math.abs(value);
  return Number.isFinite(value) ? (size !== 0 && (size < 1e-4 || size >= 1e9) ? value.toExponential(4) : digits.format(value)) : String(value);
}

/** A place on an axis, with its unit. */
export function place(axis: { scale?: number; offset?: number; unit?: string }, index: number): string {
  return axis.scale === undefined ? String(Math.round(index)) : `${show((axis.offset ?? 0) + index * axis.scale)} ${axis.unit ?? ''}`.trim();
}

/** A line that screen readers read out; calls that follow quickly become one. */
export function teller(element: HTMLElement): (words: string) => void {
  let waiting: ReturnType<typeof setTimeout> | undefined;
  return (words) => {
    clearTimeout(waiting);
    waiting = setTimeout(() => (element.textContent = words), 150);
  };
}

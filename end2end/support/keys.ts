import { expect, type Locator, type Page } from '@playwright/test';

/** One of the elements that may show the focus: its edge as text, whether that is a ring, and what keeps it from being seen. */
interface Edge {
  text: string;
  ring: boolean;
  hidden: string;
}

/** The edges of an element, of the field or the label around it, and of what stands beside a box that is out of sight. Runs in the page. */
function edges(node: Element): Edge[] {
  const around = node.closest('label, .input, .select, .textarea');
  const all = new Set([node, around ?? node]);
  for (let next = node.nextElementSibling; next && all.size < 4; next = next.nextElementSibling) all.add(next);
  const { clientWidth, clientHeight } = document.documentElement;
  return [...all].map((one) => {
    const { outlineStyle, outlineWidth, outlineColor, boxShadow } = getComputedStyle(one);
    const outline = outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2 && !/transparent|[,/] 0\)$/.test(outlineColor);
    const box = one.getClientRects()[0] ?? one.getBoundingClientRect();
    const hidden = (): string => {
      if (box.width < 4 || box.height < 4) return 'too small to be seen';
      if (box.left < -1 || box.right > clientWidth + 1) return `beyond the side: ${box.left} to ${box.right}`;
      if (box.height < clientHeight && (box.top < -1 || box.bottom > clientHeight + 1)) return `beyond the edge: ${box.top} to ${box.bottom}`;
      // a bar that stays where it is lies over what is scrolled under it
      for (const part of [0.15, 0.5, 0.85]) {
        const y = box.top + box.height * part;
        const over = y >= 0 && y < clientHeight ? document.elementFromPoint(box.left + box.width / 2, y) : one;
        if (!over || !(one.contains(over) || around?.contains(over))) return `under ${over?.outerHTML.slice(0, 160)}`;
      }
      return '';
    };
    return {
      text: `${outline ? `${outlineStyle} ${outlineWidth} ${outlineColor}` : 'no outline'}, ${boxShadow}`,
      ring: outline || boxShadow !== 'none',
      hidden: hidden(),
    };
  });
}

/** What is wrong with how the focus is shown; empty where nothing is. `before` is how it was without the focus. */
function wrong(before: Edge[] | null, now: Edge[]): string {
  const shown = now.filter((edge, n) => edge.ring && edge.text !== before?.[n]?.text);
  if (shown.length === 0) return `nothing shows the focus: ${now[0]?.text}`;
  return shown.some((edge) => edge.hidden === '') ? '' : (shown[0]?.hidden ?? '');
}

/** Where the focus is, seen from an element: on it, where it was before, elsewhere; or the element is no longer there. Runs in the page. */
function step(node: Element): 'here' | 'still' | 'elsewhere' | 'gone' {
  const kept = globalThis as unknown as { focused?: Element | null };
  const [on, was] = [document.activeElement, kept.focused];
  kept.focused = on;
  if (!node.isConnected) return 'gone';
  if (on === node) return 'here';
  return on === was && on !== document.body ? 'still' : 'elsewhere';
}

/** Tab stays inside a field of several parts, such as a date, for a few presses and in nothing for more. */
const PARTS = 8;
/** Far enough for the longest of the pages. */
const FAR = 150;

/**
 * Goes there with Tab, as somebody without a mouse does, and nowhere on the way is the end of it. What has the focus then shows it, is
 * in sight and lies under nothing.
 */
export async function tabTo(page: Page, there: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  await expect(there).toBeVisible();
  // one that is drawn anew meanwhile is looked for again
  let node = await there.elementHandle();
  const before = (await node?.evaluate(step)) === 'here' ? null : ((await node?.evaluate(edges)) ?? null);
  let stays = 0;
  for (let presses = 0; presses < FAR; presses++) {
    const at = await node?.evaluate(step);
    if (at === 'here') break;
    if (at === 'gone') node = await there.elementHandle();
    stays = at === 'still' ? stays + 1 : 0;
    if (stays > PARTS) throw new Error(`Tab does not leave ${await page.locator(':focus').first().evaluate((on) => on.outerHTML.slice(0, 300))}`);
    await page.keyboard.press(key);
  }
  await expect(there, 'Tab does not come here').toBeFocused();
  await expectSeen(there, before);
}

/** What has the focus shows it, is in sight and lies under nothing. */
export async function expectSeen(there: Locator, before: Edge[] | null = null): Promise<void> {
  await expect(there).toBeFocused();
  // the page may still scroll to it, and colours change over a moment
  await expect.poll(async () => wrong(before, await there.evaluate(edges)), { message: `the focus on ${there}`, timeout: 2_000 }).toBe('');
}

/** How a day (2026-03-19) or a time (18:05) may be typed: a browser asks for its parts in the order of its own language. */
function orders(kind: string | null, words: string): string[] {
  if (kind === 'date') {
    const [year, month, day] = words.split('-');
    return [`${month}${day}${year}`, `${day}${month}${year}`, `${year}${month}${day}`];
  }
  if (kind === 'time') {
    const [hour, minute] = words.split(':');
    return [`${hour}${minute}`, `${String(Number(hour) % 12 || 12).padStart(2, '0')}${minute}${Number(hour) < 12 ? 'A' : 'P'}`];
  }
  return [];
}

/** Types into a field in place of what stands there. */
export async function typeInto(page: Page, field: Locator, words: string): Promise<void> {
  await tabTo(page, field);
  const ways = orders(await field.getAttribute('type'), words);
  for (const way of ways) {
    for (let n = 0; n < 3; n++) await page.keyboard.press('ArrowLeft');
    await page.keyboard.type(way);
    if ((await field.inputValue()) === words) return;
  }
  if (ways.length === 0) {
    await page.keyboard.press('Control+a');
    await page.keyboard.type(words);
  }
  await expect(field).toHaveValue(words);
}

/** Chooses from a list that opens, by typing the beginning of what is chosen. */
export async function chooseByKeys(page: Page, field: Locator, words: string): Promise<void> {
  await tabTo(page, field);
  await page.keyboard.type(words);
  await expect(field.locator('option:checked')).toHaveText(words);
}

/** Goes through radio buttons with the arrows, from the one that is chosen. */
export async function arrowTo(page: Page, group: Locator, there: Locator): Promise<void> {
  await tabTo(page, group.getByRole('radio', { checked: true }));
  const all = await group.getByRole('radio').count();
  for (let n = 0; n < all && !(await there.isChecked()); n++) await page.keyboard.press('ArrowDown');
  await expect(there).toBeChecked();
  await expectSeen(there);
}

/** Goes there and presses Enter. */
export async function press(page: Page, there: Locator): Promise<void> {
  await tabTo(page, there);
  await page.keyboard.press('Enter');
}

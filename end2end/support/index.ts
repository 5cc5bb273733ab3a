import {
  test as base,
  expect,
  request,
  type BrowserContext,
  type BrowserContextOptions,
  type Locator,
  type Page,
  type TestInfo,
} from '@playwright/test';
import type { AxeResults, RunOptions } from 'axe-core';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { signInOf, type SignIn } from './signins';

export { expect };
export { signInOf } from './signins';

/** A member's telephone: `test.use(phone)`. */
export const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true } as const;
/** The desk and the office: `test.use(desktop)`, also what a spec gets that says nothing. */
export const desktop = { viewport: { width: 1440, height: 900 } } as const;

type State = Exclude<BrowserContextOptions['storageState'], string | undefined>;

/** A role signs in anew after so long. */
const LATELY = 4 * 60_000;

interface Fixtures {
  /** What a spec provokes on purpose. */
  allowedErrors: RegExp;
  /** Everything that went wrong in any page of this test so far. */
  errors: string[];
  noErrors: void;
  /** A browser of its own for somebody: a role of the demonstration club, or nobody yet. */
  somebody: (role?: string, options?: BrowserContextOptions) => Promise<Page>;
}

/** A violation is reported by the page itself: the console says it in words that change with each Chromium. */
const reportViolations = (): void => {
  document.addEventListener('securitypolicyviolation', (event) => {
    console.error(`policy violated: ${event.effectiveDirective} by ${event.blockedURI || 'inline'}`);
  });
};

interface Axe {
  run: (root: Document, options: RunOptions) => Promise<AxeResults>;
}

interface Listening {
  heard: WeakSet<EventTarget>;
}

/** Notes which elements have listeners, for `awake`. */
const noteListeners = (): void => {
  const heard = new WeakSet<EventTarget>();
  const add = EventTarget.prototype.addEventListener;
  EventTarget.prototype.addEventListener = function (this: EventTarget, ...of: Parameters<typeof add>) {
    heard.add(this ?? window);
    add.apply(this, of);
  };
  (window as unknown as Listening).heard = heard;
};

async function watch(context: BrowserContext, errors: string[]): Promise<void> {
  context.on('console', (message) => {
    if (message.type() === 'error') errors.push(`${message.text()} (${message.location().url})`);
  });
  context.on('weberror', (error) => errors.push(String(error.error())));
  await context.addInitScript(reportViolations);
  await context.addInitScript(noteListeners);
}

/** How long a page may take to wake, in milliseconds; 0: it has. It listens to a form of its content, or to anything where it has none. */
const wakesWithin = (): number => {
  // what no module comes to is as awake as it will be
  if (!document.querySelector('script[type=module]')) return 0;
  const forms = document.querySelectorAll('main form[method=post i]');
  const nodes = forms.length > 0 ? forms : document.querySelectorAll('body *');
  if ([...nodes].some((node) => (window as unknown as Listening).heard.has(node))) return 0;
  return forms.length > 0 ? 5_000 : 1_000;
};

/**
 * A page wakes a little after it is painted, later on a machine that does other things too. With JavaScript a journey goes on when it
 * has: what a press does before that is what it does without. A page that never listens to anything is gone on with after a while.
 */
function wakingFirst(page: Page): void {
  const woken = async (): Promise<void> => {
    for (const since = Date.now(); ; await page.waitForTimeout(25)) {
      // on its way to another page there is nothing to ask
      const within = await page.evaluate(wakesWithin).catch(() => 0);
      if (Date.now() - since >= within) return;
    }
  };
  const { goto, reload } = page;
  page.goto = async (...of) => {
    const answer = await goto.apply(page, of);
    await woken();
    return answer;
  };
  page.reload = async (...of) => {
    const answer = await reload.apply(page, of);
    await woken();
    return answer;
  };
}

/**
 * Fails a test in which a page threw, panicked or broke the content security policy, whatever else it asserted: a page that
 * did not hydrate looks right. `test.use({ allowedErrors: /…/ })` for what a spec provokes on purpose.
 */
export const test = base.extend<Fixtures, { states: Map<string, { at: number; state: State }> }>({
  // an array of two would be taken for a value and its options
  allowedErrors: [/$^/, { option: true }],
  errors: async ({}, use) => use([]),
  // A role signs in once a worker and every few minutes: its session is the same for all its browsers.
  states: [async ({}, use) => use(new Map()), { scope: 'worker' }],
  noErrors: [
    async ({ context, allowedErrors, errors }, use) => {
      await watch(context, errors);
      await use();
      const unexpected = errors.filter((text) => !allowedErrors.test(text));
      expect(unexpected, 'errors in the browser').toEqual([]);
    },
    { auto: true },
  ],
  somebody: async ({ browser, contextOptions, javaScriptEnabled, locale, timezoneId, states, errors }, use) => {
    const contexts: BrowserContext[] = [];
    await use(async (role, options = {}) => {
      // sensitive things ask for a password that was given lately: a session of a long run would be asked again
      if (role && Date.now() - (states.get(role)?.at ?? 0) > LATELY) states.set(role, { at: Date.now(), state: await signedIn(signInOf(role)) });
      const context = await browser.newContext({
        ...contextOptions,
        baseURL: process.env.BASE_URL,
        javaScriptEnabled,
        locale,
        timezoneId,
        storageState: role ? states.get(role)?.state : undefined,
        ...options,
      });
      contexts.push(context);
      await watch(context, errors);
      const page = await context.newPage();
      if (javaScriptEnabled) wakingFirst(page);
      return page;
    });
    for (const context of contexts) await context.close();
  },
});

/** Signs in without a browser: how the page does it is asked in a test of its own. */
export async function signedIn({ role, email, password }: SignIn): Promise<State> {
  const origin = process.env.BASE_URL ?? '';
  const api = await request.newContext({ baseURL: origin, extraHTTPHeaders: { origin } });
  const answer = await api.post('/api/sign_in', { form: { login: email, password }, maxRedirects: 0 });
  const state = await api.storageState();
  await api.dispose();
  expect(state.cookies, `${role} cannot sign in: ${answer.status()}`).not.toEqual([]);
  return state;
}

/** Whether this run has JavaScript. */
export function hasJavaScript(info: TestInfo): boolean {
  return info.project.name === 'js';
}

/**
 * Waits until the browser module listens to this element: before that a press is a plain one, and nothing that is said of a
 * page without a reload would hold. Needs JavaScript.
 */
export async function awake(element: Locator): Promise<void> {
  await expect
    .poll(() => element.evaluate((node) => (window as unknown as Listening).heard.has(node)), {
      message: 'nobody listens',
      // the module is loaded, compiled and run first
      timeout: 15_000,
    })
    .toBe(true);
}

const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** Breaches of WCAG 2.2 AA, and of good practice, on the page as it stands. Needs JavaScript: it runs inside the page. */
export async function breaches(page: Page): Promise<string[]> {
  // the title is written anew while the page wakes; one that never has any fails here
  await expect(page).toHaveTitle(/./);
  // once a page: to read it takes longer than to run it
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(AXE);
  const found = await page.evaluate(
    (tags) => (window as unknown as { axe: Axe }).axe.run(document, { runOnly: tags, resultTypes: ['violations'] }),
    TAGS,
  );
  return found.violations.map((v) => `${v.id}: ${v.help} (${v.nodes.map((n) => n.target.join(' ')).join('; ')})`);
}

/** How far the page can be scrolled sideways: the first thing to break on a telephone. */
export async function beyondTheEdge(page: Page): Promise<number> {
  return page.locator('html').evaluate((element) => element.scrollWidth - element.clientWidth);
}

/** No sideways scrolling. */
export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  expect(await beyondTheEdge(page), 'pixels beyond the right edge').toBeLessThanOrEqual(0);
}

/** Keeps a picture of the whole page in screenshots/, to be looked at by people; none with PICTURES=0, where nobody is. */
export async function picture(page: Page, info: TestInfo, name: string): Promise<void> {
  if (process.env.PICTURES === '0') return;
  await page.screenshot({ path: resolve(__dirname, `../../screenshots/${info.project.name}/${name}.png`), fullPage: true });
}

import { beyondTheEdge, breaches, expect, picture, test } from '../support';
import type { Page, TestInfo } from '@playwright/test';

/**
 * Every page as every role sees it: nothing that axe finds, in both themes, on both sizes of screen and in every language; no
 * scrolling sideways on a narrow telephone, in any language; and a picture in each language for people to look at. That no page
 * threw or broke its policy is asserted of every test (support/index.ts).
 */

const LANGUAGES = ['en', 'zh-Hans', 'zh-Hant'] as const;
const SIZES = { phone: { width: 390, height: 844 }, office: { width: 1440, height: 900 } } as const;

/** What axe looks at in English. */
const LOOKS = [['phone', 'light'], ['phone', 'dark'], ['office', 'light'], ['office', 'dark']] as const;

/** Everything in English; in the others, with their words and their script, one look a page, and another one with the next page. */
function looks(language: (typeof LANGUAGES)[number], nth: number): readonly (typeof LOOKS)[number][] {
  if (language === 'en') return LOOKS;
  const at = (nth + (language === 'zh-Hans' ? 0 : 2)) % LOOKS.length;
  return LOOKS.slice(at, at + 1);
}

/** A page by the name of its picture: its address, or how to come to one that depends on the club. */
type Pages = Record<string, string | ((page: Page) => Promise<string>)>;

/** The address of the first link of a page that has this in it. */
const linkOn = (path: string, part: string, more = '') => async (page: Page): Promise<string> => {
  await page.goto(path);
  const href = await page.locator(`main a[href*="${part}"]`).first().getAttribute('href');
  return new URL(`${href ?? ''}${more}`, page.url()).href;
};

/** The first member of the list, and what can be done with them. */
const member = (query = '') => async (page: Page): Promise<string> => {
  await page.goto('/admin/members?pass=with');
  return `${await page.locator('th a[href^="/admin/members/"]').first().getAttribute('href')}${query}`;
};

/** The last class of the planner's week, which is still ahead, and what can be done with it. */
const ahead = (query: string) => async (page: Page): Promise<string> => {
  await page.goto('/admin/timetable?by=list');
  const href = await page.locator('main a[href*="session="]').last().getAttribute('href');
  return `${new URL(href ?? '', page.url()).href}${query}`;
};

/** Looks at every page; all that is wrong is told at the end, and not page by page. */
async function sweep(page: Page, info: TestInfo, pages: Pages, size: keyof typeof SIZES): Promise<void> {
  const wrong: string[] = [];
  for (const [nth, [name, where]] of Object.entries(pages).entries()) {
    const path = typeof where === 'string' ? where : await where(page);
    for (const language of LANGUAGES) {
      await page.context().addCookies([{ name: 'lang', value: language, url: process.env.BASE_URL }]);
      await page.setViewportSize(SIZES[size]);
      await page.goto(path);
      await expect(page.locator('html')).toHaveAttribute('lang', language);
      await expect(page.locator('h1').first()).toBeAttached();
      await picture(page, info, `${name}-${language}`);
      await page.setViewportSize({ width: 360, height: 740 });
      const beyond = await beyondTheEdge(page);
      if (beyond > 0) wrong.push(`${name} ${language}: ${beyond} px beyond the edge at 360`);
      for (const [screen, colorScheme] of looks(language, nth)) {
        await page.setViewportSize(SIZES[screen]);
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        wrong.push(...(await breaches(page)).map((breach) => `${name} ${language} ${screen} ${colorScheme}: ${breach}`));
      }
      await page.emulateMedia({ colorScheme: 'light' });
    }
  }
  expect(wrong).toEqual([]);
}

test.describe('every page', () => {
  test.describe.configure({ mode: 'parallel' });
  // a page that is not there, and one behind the door, say so with their status
  test.use({ allowedErrors: /status of 40[134]/ });
  test.beforeEach(() => test.setTimeout(900_000));

  test('of a visitor', async ({ somebody }, info) => {
    const pages = { public: '/', 'sign-in': '/sign-in', 'sign-up': '/sign-up', privacy: '/privacy', claim: '/claim', access: '/access?code=7KQ2-M4XH', door: '/home', nowhere: '/nowhere', kiosk: '/kiosk' };
    await sweep(await somebody(), info, pages, 'phone');
  });

  test('of a member', async ({ somebody }, info) => {
    const pages: Pages = {
      'member-home': '/home',
      'member-timetable': '/timetable',
      'member-sheet': linkOn('/home', 'sheet='),
      'member-booking': linkOn('/timetable?free=1', 'sheet='),
      'member-bookings': '/bookings',
      'member-cancel': linkOn('/bookings', 'cancel='),
      'member-code': '/code',
      'member-passes': '/passes',
      'member-profile': '/profile',
      'member-inbox': '/inbox',
      'member-notices': '/notices/preferences',
      'member-devices': '/devices',
      'member-privacy': '/me/privacy',
      'member-erase': '/me/erase',
      'member-household': '/household',
      'member-papers': '/papers',
      'member-several': linkOn('/timetable?free=1', 'sheet=', '&for=party'),
    };
    await sweep(await somebody('member'), info, pages, 'phone');
  });

  test('of a member who cannot book, and of a coach', async ({ somebody }, info) => {
    const refused = { 'no-pass-home': '/home', 'no-pass-refused': linkOn('/timetable?free=1', 'sheet='), 'no-pass-passes': '/passes' };
    await sweep(await somebody('member who cannot book'), info, refused, 'phone');
    await sweep(await somebody('coach'), info, { coach: '/coach', 'coach-before': linkOn('/coach', 'day='), 'coach-door': '/admin' }, 'phone');
  });

  test('of the desk', async ({ somebody }, info) => {
    const pages: Pages = {
      desk: '/desk',
      'desk-found': '/desk?q=an',
      'desk-nobody': '/desk?q=xyzzy',
      'desk-class': linkOn('/desk', 'class='),
      'desk-inside': '/desk/inside',
      'desk-devices': '/devices',
    };
    await sweep(await somebody('front desk'), info, pages, 'office');
  });

  test('of the office: people', async ({ somebody }, info) => {
    const pages: Pages = {
      'admin-dashboard': '/admin',
      'admin-members': '/admin/members',
      'admin-members-none': '/admin/members?q=xyzzy',
      'admin-members-columns': '/admin/members?cols=status,email,phone,language,tags',
      'admin-members-keep': '/admin/members?status=ended&view=new',
      'admin-bulk': '/admin/bulk?status=active&what=language&lang=zh-Hant',
      'admin-member-new': '/admin/members?add=1',
      'admin-member': member(),
      'admin-grant': member('?grant=1'),
      'admin-member-edit': member('?edit=1'),
      'admin-member-wishes': member('?wishes=1'),
      'admin-member-visits': member('?kind=visits'),
      'admin-member-code': member('?access=1'),
      'admin-member-end': member('?standing=1'),
      'admin-member-privacy': member('/privacy'),
      'admin-member-erase': member('/privacy?erase=1'),
      'admin-member-merge': member('/merge?q=a'),
      'admin-member-book': member('/book'),
      'admin-duplicates': '/admin/duplicates',
      'admin-leaving': '/admin/leaving',
      'admin-leaving-all': '/admin/leaving?all=1',
      'admin-campaigns': '/admin/campaigns',
      'admin-staff': '/admin/staff',
      'admin-staff-give': '/admin/staff?give=1',
      'admin-roles': '/admin/roles',
      'admin-find': '/find?q=a',
      'setup-club': '/setup',
      'setup-place': '/setup?step=place',
      'setup-room': '/setup?step=room',
      'setup-classes': '/setup?step=classes',
      'setup-plan': '/setup?step=plan',
      'admin-keys': '/help/keys',
      'admin-audit': '/admin/audit',
      'admin-import': '/admin/import',
    };
    await sweep(await somebody('owner'), info, pages, 'office');
  });

  test('of the office: the club', async ({ somebody }, info) => {
    const pages: Pages = {
      'admin-timetable': '/admin/timetable',
      'admin-timetable-coach': '/admin/timetable?by=coach',
      'admin-timetable-list': '/admin/timetable?by=list',
      'admin-class': linkOn('/admin/timetable?by=list', 'session='),
      'admin-class-cancel': ahead('&act=cancel'),
      'admin-class-end': ahead('&act=end'),
      'admin-series': '/admin/series/new',
      'admin-classes': '/admin/classes',
      'admin-classes-edit': '/admin/classes?edit=new',
      'admin-rooms': '/admin/rooms',
      'admin-rooms-edit': '/admin/rooms?edit=new',
      'admin-room-plan': linkOn('/admin/rooms', '/admin/rooms/'),
      'admin-hours': linkOn('/admin/rooms', 'hours='),
      'admin-personal-hours': '/admin/hours',
      'admin-kiosks': '/admin/kiosks',
      'admin-kiosk-add': '/admin/kiosks?add=1',
      'admin-plans': '/admin/plans',
      'admin-plan-new': '/admin/plans?edit=new',
      'admin-plan-edit': linkOn('/admin/plans', 'edit='),
      'admin-plan-archive': linkOn('/admin/plans', 'archive='),
      'admin-member-enrol': member('?enrol=1'),
      'admin-expiry': '/admin/expiry',
      'admin-expiry-look': '/admin/expiry?look=1&template=cn_prepaid&from=2099-01-01',
      'admin-coaches': '/admin/coaches',
      'admin-coach-level': '/admin/coaches?level=new',
      'admin-coach-of': linkOn('/admin/coaches', 'coach='),
      'admin-rules': '/admin/rules',
      'admin-papers': '/admin/papers',
      'admin-papers-questions': '/admin/papers?kind=questionnaire',
      'admin-rules-place': linkOn('/admin/rules', 'location='),
      'admin-operations': '/admin/operations',
      'admin-privacy': '/admin/privacy',
    };
    await sweep(await somebody('owner'), info, pages, 'office');
  });
});

import { desktop, expect, expectNoSidewaysScroll, hasJavaScript, phone, test } from '../support';
import type { Page } from '@playwright/test';

/** What a page must be before anything moves on it: there, with its heading, not kept by any cache, not wider than its screen. */
async function stands(page: Page, paths: string[]): Promise<void> {
  test.skip(hasJavaScript(test.info()), 'sweep.hydrate.spec.ts looks closer');
  for (const path of paths) {
    const answer = await page.goto(path);
    expect(answer?.status(), path).toBe(200);
    expect(answer?.headers()['cache-control'], path).toContain('no-store');
    await expect(page.getByRole('heading', { level: 1 }), path).toHaveCount(1);
    await expectNoSidewaysScroll(page);
  }
}

test.describe('before signing in', () => {
  // A page behind the door answers 401, and the browser says so.
  test.use({ ...phone, allowedErrors: /status of 401/ });

  test('@postgres a visitor reads the timetable, meets the door, and comes back through it', async ({ page }) => {
    await page.goto('/');
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await expectNoSidewaysScroll(page);
    const answer = await page.goto('/passes');
    expect(answer?.status()).toBe(401);
    await page.getByRole('main').getByRole('link', { name: 'Sign in' }).click();
    await expect(page).toHaveURL(/sign-in\?next=\/passes/);
  });
});

test.describe('on a telephone', () => {
  test.use(phone);

  test('@postgres every page of a member and of a coach stands', async ({ somebody }) => {
    const member = await somebody('member');
    await stands(member, ['/home', '/timetable', '/bookings', '/code', '/passes', '/profile', '/inbox', '/notices/preferences', '/devices', '/household', '/papers', '/me/privacy', '/me/erase']);
    await stands(await somebody('coach'), ['/coach', '/devices']);
  });
});

test.describe('in the office', () => {
  test.use(desktop);

  test('every page of the house stands', async ({ somebody }) => {
    const office = ['/admin', '/admin/members', '/admin/bulk', '/admin/timetable', '/admin/series/new', '/admin/classes', '/admin/rooms'];
    await stands(await somebody('owner'), [...office, '/admin/plans', '/admin/expiry', '/admin/coaches', '/admin/rules', '/admin/papers', '/admin/staff', '/admin/roles', '/admin/audit', '/admin/operations', '/admin/kiosks', '/admin/privacy', '/desk', '/desk/inside']);
  });
});

test.describe('where the role does not reach', () => {
  test.use({ ...desktop, allowedErrors: /status of 40[34]/ });

  test('nobody sees what is not theirs', async ({ somebody }) => {
    const desk = await somebody('front desk');
    for (const path of ['/admin', '/admin/staff', '/admin/operations']) {
      const answer = await desk.goto(path);
      expect(answer?.status(), path).toBe(403);
    }
    const member = await somebody('member');
    for (const path of ['/admin', '/desk', '/admin/members', '/coach']) {
      const answer = await member.goto(path);
      expect(answer?.status(), path).toBeGreaterThanOrEqual(403);
    }
  });
});

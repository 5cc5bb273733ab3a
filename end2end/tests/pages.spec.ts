import { desktop, expect, expectNoSidewaysScroll, phone, picture, signInOf, test } from '../support';
import type { Page } from '@playwright/test';

async function signIn(page: Page, role: string): Promise<void> {
  const { email, password } = signInOf(role);
  await page.goto('/sign-in');
  await page.fill('input[name=login]', email);
  await page.fill('input[name=password]', password);
  await page.press('input[name=password]', 'Enter');
  await expect(page).not.toHaveURL(/sign-in/);
}

test.describe('before signing in', () => {
  // A page behind the door answers 401, and the browser says so.
  test.use({ ...phone, allowedErrors: [/status of 401/] });

  test('@postgres a visitor reads the timetable and meets the door', async ({ page }, info) => {
    await page.goto('/');
    await expect(page.locator('h1')).toBeVisible();
    await expectNoSidewaysScroll(page);
    await picture(page, info, 'public');
    await page.goto('/home');
    await expect(page.locator('a[href^="/sign-in"]').first()).toBeVisible();
  });
});

test.describe('on a telephone', () => {
  test.use(phone);

  test('@postgres a member signs in and sees the next thing, the timetable, the code and the passes', async ({ page }, info) => {
    await signIn(page, 'member');
    await expect(page).toHaveURL(/home/);
    for (const path of ['home', 'timetable', 'bookings', 'code', 'passes', 'profile', 'inbox']) {
      const answer = await page.goto(`/${path}`);
      expect(answer?.status(), path).toBe(200);
      expect(answer?.headers()['cache-control'], path).toContain('no-store');
      await expect(page.locator('h1').first()).toBeVisible();
      await expectNoSidewaysScroll(page);
      await picture(page, info, `member-${path}`);
    }
  });

  test('a coach opens on a roster', async ({ page }, info) => {
    await signIn(page, 'coach');
    await expect(page).toHaveURL(/coach/);
    await picture(page, info, 'coach');
  });
});

test.describe('at the desk', () => {
  test.use(desktop);

  test('the owner sees every page of the house', async ({ page }, info) => {
    test.setTimeout(90_000);
    await signIn(page, 'owner');
    for (const path of ['/admin', '/desk', '/admin/members', '/admin/timetable', '/admin/series/new', '/admin/classes', '/admin/rooms', '/admin/staff', '/admin/operations']) {
      const answer = await page.goto(path);
      expect(answer?.status(), path).toBe(200);
      await expectNoSidewaysScroll(page);
      await picture(page, info, `owner${path.replaceAll('/', '-')}`);
    }
  });
});

test.describe('where the role does not reach', () => {
  test.use({ ...desktop, allowedErrors: [/status of 403/] });

  test('the desk may not open the dashboard', async ({ page }) => {
    await signIn(page, 'front desk');
    const answer = await page.goto('/admin');
    expect(answer?.status()).toBe(403);
  });
});

import { createHmac } from 'node:crypto';
import { desktop, expect, signedIn, test } from '../support';
import { hire } from '../support/club';
import type { Page } from '@playwright/test';

const STEP = 30_000;

/** The code of an authenticator app (RFC 6238) for the letters that the page shows. */
function totp(letters: string, at: number): string {
  let bits = '';
  for (const letter of letters.replaceAll(' ', '')) bits += 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0');
  const secret = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(at / STEP)));
  const hash = createHmac('sha1', secret).update(counter).digest();
  const from = hash[hash.length - 1] & 0xf;
  return String((hash.readUInt32BE(from) & 0x7fff_ffff) % 1_000_000).padStart(6, '0');
}

// whoever has given the password alone is at nobody's door yet
test.use({ ...desktop, allowedErrors: /status of 4(01|09|22)/ });

test('a second factor is set up, asked for at the next sign-in, and a recovery code stands in for it once', async ({ somebody }, info) => {
  test.setTimeout(90_000);
  const name = `Coach Factor ${info.project.name} ${Date.now().toString(36)}`;
  const { email, password } = await hire(await somebody('owner'), name);
  const page = await somebody(undefined, { storageState: await signedIn({ role: 'coach', email, password }) });
  const field = page.getByLabel('Code from your app');
  // the step lasts for as long as typing takes
  const code = async (letters: string, steps = 0): Promise<string> => {
    if (STEP - (Date.now() % STEP) < 4_000) await page.waitForTimeout(4_000);
    return totp(letters, Date.now() + steps * STEP);
  };
  const enter = async (code: string, button: string): Promise<void> => {
    await field.fill(code);
    await page.getByRole('button', { name: button, exact: true }).click();
  };

  await page.goto('/devices');
  await page.getByRole('link', { name: 'Second factor' }).click();
  await page.getByRole('button', { name: 'Set it up' }).click();
  await expect(page.getByRole('img', { name: 'Picture for an authenticator app' })).toBeVisible();
  const letters = await page.getByText(/^([A-Z2-7]{4} ?){8}$/).innerText();
  const wrong = (Number(totp(letters, Date.now())) + 1).toString().padStart(6, '0').slice(-6);
  await enter(wrong, 'Switch it on');
  await expect(page.getByText('The code is wrong or was used already')).toBeVisible();
  // a code is used once: the app is a step behind now, and the next sign-in takes the one at hand
  await enter(await code(letters, -1), 'Switch it on');
  await expect(page.getByText(/^On since/)).toBeVisible();
  const codes = page.getByRole('listitem').filter({ hasText: /^[2-9A-Z-]{9,}$/ });
  await expect(codes).toHaveCount(10);
  const recovery = await codes.first().innerText();

  const signInAnew = async (of: Page): Promise<void> => {
    await of.goto('/coach');
    const menu = of.locator('details', { has: of.locator('form[action$="/api/sign_out"]') }).filter({ visible: true }).first();
    await menu.locator('summary').click();
    await menu.getByRole('button', { name: 'Sign out' }).click();
    await expect(of).toHaveURL('/');
    await of.goto('/sign-in');
    await of.getByLabel('E-mail or phone').fill(email);
    await of.getByLabel('Password', { exact: true }).fill(password);
    await of.getByRole('button', { name: 'Sign in', exact: true }).click();
    await expect(of).toHaveURL(/sign-in\/code/);
  };
  await signInAnew(page);
  await test.step('the password alone opens nothing', async () => {
    await page.goto('/coach');
    await expect(page.getByRole('main').getByRole('link', { name: 'Sign in' })).toBeVisible();
    await expect(page.getByRole('main')).not.toContainText('No classes on this day');
    await page.goto('/sign-in/code');
  });
  await test.step('a wrong code is refused with words', async () => {
    await enter(wrong, 'Sign in');
    await expect(page.getByText('The code is wrong or was used already')).toBeVisible();
    expect(page.url()).not.toContain(wrong);
  });
  await test.step('the code of the app lets in', async () => {
    await enter(await code(letters), 'Sign in');
    await expect(page).toHaveURL(/coach/);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  });
  await test.step('a recovery code stands in for it, once', async () => {
    await signInAnew(page);
    await enter(recovery.toLowerCase(), 'Sign in');
    await expect(page).toHaveURL(/coach/);
    await page.goto('/second-factor');
    await expect(page.getByText('9 recovery codes left')).toBeVisible();
    await signInAnew(page);
    await enter(recovery, 'Sign in');
    await expect(page.getByText('The code is wrong or was used already')).toBeVisible();
  });
});

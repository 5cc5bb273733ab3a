import { expect, type Page } from '@playwright/test';
import { signUp } from './club';

/** A tablet at the door. */
export const TABLET = { viewport: { width: 1180, height: 820 } } as const;

/** The owner makes a tablet at the first location; its pairing code. */
export async function pairingCode(owner: Page, name: string): Promise<string> {
  await owner.goto('/admin/kiosks?add=1');
  await owner.getByLabel('Location', { exact: true }).selectOption({ index: 0 });
  await owner.getByLabel('Name', { exact: true }).fill(name);
  await owner.getByRole('button', { name: 'Make the code' }).click();
  const code = owner.getByRole('dialog').getByText(/^[2-9A-Z]{4}-[2-9A-Z]{4}$/);
  await expect(code).toBeVisible();
  return code.innerText();
}

/** Opens the tablet's page and pairs it. */
export async function paired(tablet: Page, code: string): Promise<void> {
  await tablet.goto('/kiosk');
  await tablet.getByLabel('Pairing code').fill(code);
  await tablet.getByRole('button', { name: 'Pair this tablet' }).click();
  await expect(tablet.getByRole('heading', { name: 'Show your code' })).toBeVisible();
}

/** A member who may train here without a class. */
export async function memberWithPass(member: Page, desk: Page, name: string): Promise<void> {
  await signUp(member, name);
  await desk.goto(`/admin/members?q=${encodeURIComponent(name)}`);
  await desk.getByRole('rowheader', { name }).getByRole('link').click();
  await desk.getByRole('link', { name: 'Grant a pass' }).first().click();
  const sheet = desk.getByRole('dialog');
  await sheet.getByText('Unlimited', { exact: false }).first().click();
  await sheet.getByRole('button', { name: 'Grant the pass' }).click();
  await expect(sheet).toHaveCount(0);
}

import { desktop, expect, hasJavaScript, phone, test } from '../support';
import { book, grantPass, keepPlaces, line, plan, signUp, timetable, type Planned } from '../support/club';
import type { Page } from '@playwright/test';

test.use(phone);

const away = { ...desktop, isMobile: false, hasTouch: false };

async function wait(member: Page, planned: Planned): Promise<void> {
  await member.goto(timetable(planned));
  await line(member, planned).getByRole('link').click();
  await expect(member.getByRole('dialog')).toContainText('it is kept for the first in line for 30 min');
  await member.getByRole('button', { name: /^Join waitlist/ }).click();
  await expect(member.getByRole('dialog')).toContainText('on the waitlist');
}

async function cancel(member: Page, planned: Planned): Promise<void> {
  await member.goto('/bookings');
  await line(member, planned).getByRole('link', { name: /^Cancel/ }).click();
  await member.getByRole('button', { name: /^Cancel/ }).click();
  await expect(member.getByRole('dialog')).toContainText('Cancelled');
}

test('a place that comes free is kept, passed on with one press and taken with one', async ({ somebody }, info) => {
  test.setTimeout(120_000);
  const live = hasJavaScript(info);
  const family = `${live ? 'Live' : 'Plain'} ${Date.now().toString(36)}`;
  const owner = await somebody('owner', away);
  const desk = await somebody('front desk', away);
  const planned = await plan(owner, live ? 7 : 8, 100, 1);
  await keepPlaces(owner, planned.name);

  const [ida, jan, kim] = [await somebody(), await somebody(), await somebody()];
  for (const [page, name] of [[ida, 'Ida'], [jan, 'Jan'], [kim, 'Kim']] as const) {
    await signUp(page, `${name} ${family}`);
    await grantPass(desk, `${name} ${family}`);
  }
  await book(ida, planned);
  await wait(jan, planned);
  await wait(kim, planned);
  await cancel(ida, planned);

  await test.step('the first passes it on', async () => {
    await jan.goto('/home');
    await expect(jan.getByRole('main')).toContainText('A place is kept for you');
    await expect(jan.getByRole('main')).toContainText('Yours to take until');
    await jan.getByRole('button', { name: `Pass on the place in ${planned.name}` }).click();
    if (live) await expect(jan.getByRole('status').filter({ hasText: 'The place goes to the next person.' })).toBeVisible();
    await expect(jan.getByRole('button', { name: /^Pass on/ })).toHaveCount(0);
    await jan.goto('/bookings');
    await expect(jan.getByText(/^Number 1 from .*offered .*passed on/)).toBeVisible();
  });

  await test.step('the next one is told and takes it', async () => {
    await expect(async () => {
      await kim.goto('/inbox');
      await expect(kim.getByText(`${planned.name}: a place is kept for you`)).toBeVisible({ timeout: 500 });
    }).toPass();
    // from the notice: open the class, take the place
    await kim.getByRole('link', { name: `See the class: ${planned.name}: a place is kept for you` }).click();
    await expect(kim.getByRole('dialog')).toContainText('A place is kept for you');
    await kim.goto('/home');
    await kim.getByRole('button', { name: `Take the place in ${planned.name}` }).click();
    await expect(kim.getByRole('button', { name: /^Take the place/ })).toHaveCount(0);
    await kim.goto('/bookings');
    await expect(line(kim, planned).getByRole('link', { name: /^Cancel/ })).toBeVisible();
  });
  info.annotations.push({ type: 'taps', description: 'answer an offer: 1 (target 1)' });
});

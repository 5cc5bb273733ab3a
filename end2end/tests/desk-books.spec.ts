import { desktop, expect, test } from '../support';
import { grantPass, line, plan, signUp } from '../support/club';

test.use(desktop);

test('a member calls: the desk books, gives it up again, and the member reads of both', async ({ somebody }, info) => {
  test.setTimeout(90_000);
  const name = `Caller ${Date.now().toString(36)}${info.project.name}`;
  const [owner, desk, member] = [await somebody('owner'), await somebody('front desk'), await somebody()];
  await signUp(member, name);
  await grantPass(desk, name);
  // cancelling is free in the first minutes after booking, however near the class is
  const planned = await plan(owner, 3, info.project.name === 'js' ? 90 : 115, 4);

  await desk.goto(`/admin/members?q=${encodeURIComponent(name)}`);
  await desk.getByRole('rowheader', { name }).getByRole('link').click();
  await expect(desk).toHaveURL(/members\/[0-9a-f-]{36}/);
  const card = desk.url().split('?')[0];
  await desk.getByRole('link', { name: 'Book a class' }).click();
  await expect(desk.getByText(`For ${name}`)).toBeVisible();
  await desk.goto(`${card}/book?location=${planned.location}&day=${planned.day}`);
  await line(desk, planned).getByRole('button', { name: /^Book/ }).click();
  await expect(desk).toHaveURL(card);
  await expect(line(desk, planned)).toContainText('Booked');

  await member.goto('/bookings');
  await expect(line(member, planned)).toBeVisible();

  await line(desk, planned).getByRole('link', { name: /^Cancel/ }).click();
  const sheet = desk.getByRole('dialog');
  await expect(sheet).toContainText('Cancel this booking?');
  await expect(sheet).toContainText('free of charge until');
  await sheet.getByRole('button', { name: 'Cancel the booking' }).click();
  await expect(desk).toHaveURL(card);
  await expect(line(desk, planned).getByRole('link', { name: /^Cancel/ })).toHaveCount(0);
  // what is told comes by an event, a moment after what happened
  await expect(async () => {
    await member.goto('/inbox');
    await expect(member.getByText('cancelled by the front desk')).toBeVisible({ timeout: 500 });
  }).toPass({ timeout: 10_000 });
});

import { awake, desktop, expect, hasJavaScript, test } from '../support';
import { book, grantPass, keepPlaces, line, plan, signUp, timetable } from '../support/club';
import { expectSeen, press, tabTo } from '../support/keys';

test.use(desktop);

test('without a mouse a member waits, takes a place that comes free, moves it and gives it up', async ({ somebody }, info) => {
  test.setTimeout(180_000);
  const live = hasJavaScript(info);
  const family = `${live ? 'Live' : 'Plain'} ${Date.now().toString(36)}`;
  const owner = await somebody('owner');
  const desk = await somebody('front desk');
  // an offer is only made where places are kept, and of two classes of one kind one may be had for the other
  const kind = live ? 14 : 15;
  const full = await plan(owner, kind, live ? 130 : 150, 1);
  const other = await plan(owner, kind, live ? 190 : 210, 4);
  await keepPlaces(owner, full.name);
  const [first, member] = [await somebody(), await somebody()];
  for (const [page, name] of [[first, `Fay ${family}`], [member, `Mia ${family}`]] as const) {
    await signUp(page, name);
    await grantPass(desk, name);
  }
  await book(first, full);
  const sheet = member.getByRole('dialog');
  const way = line(member, full).getByRole('link', { name: /^Waitlist/ });
  const join = async (): Promise<void> => {
    await press(member, way);
    await press(member, sheet.getByRole('button', { name: /^Join waitlist/ }));
    await expect(sheet).toContainText('You are number 1 on the waitlist');
  };

  await test.step('joins a waitlist', async () => {
    await member.goto(timetable(full));
    if (live) {
      await awake(member.locator('main details ul').first());
      await press(member, way);
      await expect(sheet).toBeVisible();
      await member.keyboard.press('Escape');
      await expect(sheet).toHaveCount(0);
      await expectSeen(way);
    }
    await join();
  });

  await test.step('and leaves it', async () => {
    await press(member, sheet.getByRole('link', { name: 'Leave the waitlist' }));
    await expect(member).toHaveURL(/leave=/);
    await press(member, sheet.getByRole('button', { name: 'Leave the waitlist' }));
    await expect(sheet).toContainText('You are not on this waitlist');
    await press(member, sheet.getByRole('link', { name: 'Done' }));
    await expect(sheet).toHaveCount(0);
  });

  await test.step('takes the place that comes free', async () => {
    await member.goto(timetable(full));
    await join();
    await first.goto('/bookings');
    await line(first, full).getByRole('link', { name: /^Cancel/ }).click();
    await first.getByRole('button', { name: /^Cancel/ }).click();
    await expect(first.getByRole('dialog')).toContainText('Cancelled');
    const take = member.getByRole('button', { name: `Take the place in ${full.name}` });
    await member.goto('/home');
    if (live) await awake(member.locator('form', { has: take }));
    await press(member, take);
    await expect(take).toHaveCount(0);
  });

  await test.step('moves it to another class', async () => {
    await member.goto('/bookings');
    await press(member, line(member, full).getByRole('link', { name: /^Cancel/ }));
    await press(member, sheet.getByRole('link', { name: 'Move to another class instead' }));
    await press(member, sheet.getByRole('button', { name: new RegExp(`^Move here: ${other.name}.*${other.start}`) }));
    await expect(sheet).toContainText('Your place has been moved');
    await press(member, sheet.getByRole('link', { name: 'Done' }));
    await expect(sheet).toHaveCount(0);
    await expect(line(member, full).getByRole('link', { name: /^Cancel/ })).toHaveCount(0);
  });

  await test.step('and gives it up', async () => {
    await press(member, line(member, other).getByRole('link', { name: /^Cancel/ }));
    await tabTo(member, sheet.getByRole('button', { name: 'Cancel the class' }));
    await member.keyboard.press('Space');
    await expect(sheet).toContainText('Cancelled');
    await press(member, sheet.getByRole('link', { name: /Done|Close/ }).first());
    await expect(sheet).toHaveCount(0);
    await expect(line(member, other).getByRole('link', { name: /^Cancel/ })).toHaveCount(0);
  });
});

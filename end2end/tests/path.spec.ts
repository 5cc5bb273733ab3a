import { awake, desktop, expect, hasJavaScript, phone, signedIn, test } from '../support';
import { book, checkInByName, grantPass, hire, line, plan, signUp, timetable, wall } from '../support/club';
import { scan } from '../support/qr';

/** So soon after somebody's booking everybody else has to see the new count. */
const SEEN_WITHIN = 2_000;

test.use(phone);

test('@postgres the whole path, from the door of the website to the figures of the owner', async ({ somebody }, info) => {
  test.setTimeout(180_000);
  const live = hasJavaScript(info);
  // both runs share a club: each has its own minutes and its own people
  const [kind, here] = live ? [1, 0] : [2, 5];
  const family = `${live ? 'Live' : 'Plain'} ${Date.now().toString(36)}`;
  const [ana, ben, cleo] = [`Ana ${family}`, `Ben ${family}`, `Cleo ${family}`];
  const away = { ...desktop, isMobile: false, hasTouch: false };
  const owner = await somebody('owner', away);
  const desk = await somebody('front desk', away);
  const [first, second, third, visitor] = [await somebody(), await somebody(), await somebody(), await somebody(undefined, away)];

  await owner.goto('/admin');
  const tile = owner.getByRole('region', { name: 'How the club is doing' });
  const inToday = async (): Promise<number> => Number(/In today\s*(\d+)/.exec(await tile.innerText())?.[1]);
  const [before, today] = [await inToday(), wall(0).day];

  // the waitlist gives no places in the last hour, and the door opens in the last hour only: two classes
  const full = await plan(owner, kind, 180 + 2 * here, 1);
  const teacher = `Coach ${family}`;
  const coach = await somebody(undefined, { ...away, storageState: await signedIn(await hire(owner, teacher)) });
  const soon = await plan(owner, kind, 20 + here, 8, teacher);

  await test.step('two visitors sign up', async () => {
    await signUp(first, ana);
    await signUp(second, ben);
  });

  await test.step('without a pass a class has a door, not a wall', async () => {
    await first.goto(timetable(full));
    await line(first, full).getByRole('link').click();
    await expect(first.getByRole('dialog')).toContainText('A pass is needed');
  });

  await test.step('the desk grants both a pass', async () => {
    await grantPass(desk, ana);
    await grantPass(desk, ben);
  });

  await test.step('a booking is seen elsewhere', async () => {
    const listening = live ? visitor.waitForRequest(/\/live\//) : null;
    await visitor.goto(timetable(full, '/'));
    await expect(line(visitor, full)).toContainText('1 left');
    await listening;

    await first.goto(timetable(full));
    await line(first, full).getByRole('link').click();
    await first.getByRole('button', { name: 'Confirm booking' }).click();
    await expect(first.getByRole('dialog')).toContainText('Booked');
    if (!live) await visitor.reload();
    await expect(line(visitor, full)).toContainText('Full', { timeout: SEEN_WITHIN });
  });

  await test.step('the next one waits', async () => {
    await second.goto(timetable(full));
    await line(second, full).getByRole('link').click();
    await second.getByRole('button', { name: 'Join waitlist, number 1' }).click();
    await expect(second.getByRole('dialog')).toContainText('You are number 1 on the waitlist');
  });

  await test.step('a place that is given back goes to the first who waits, and the inbox says so', async () => {
    await first.goto('/bookings');
    await line(first, full).getByRole('link', { name: /^Cancel/ }).click();
    await expect(first.getByRole('dialog')).toContainText('Free of charge');
    await first.getByRole('button', { name: 'Cancel the class' }).click();
    await expect(first.getByRole('dialog')).toContainText('It was free of charge');
    // late in the evening the class is nearer by the clock of the rules, which does not run at night: then the place is offered
    const given = second.getByText(`You are in: ${full.name}`);
    const offered = second.getByText(`${full.name}: a place is kept for you`);
    await expect(async () => {
      await second.goto('/inbox');
      await expect(given.or(offered)).toBeVisible({ timeout: 500 });
    }).toPass();
    if (await offered.isVisible()) {
      await second.goto('/home');
      await second.getByRole('button', { name: `Take the place in ${full.name}` }).click();
      await expect(second.getByRole('button', { name: /^Take the place/ })).toHaveCount(0);
    }
    await second.goto('/bookings');
    await expect(line(second, full).getByRole('link', { name: /^Cancel/ })).toBeVisible();
  });

  await test.step('both book the class that begins soon', async () => {
    for (const page of [first, second]) await book(page, soon);
  });

  await test.step('the desk checks one in by code', async () => {
    const box = desk.getByRole('searchbox');
    await desk.goto('/desk');
    if (live) await awake(desk.getByRole('search'));
    await first.goto('/code');
    await expect(first.getByText(`${soon.start} ${soon.name}`)).toBeVisible();
    // what a scanner types: the code and Enter
    await box.fill(await scan(first.getByRole('img', { name: 'Your entry code' })));
    await box.press('Enter');
    if (!live) await desk.getByRole('button', { name: 'Check in with this code' }).press('Enter');
    await expect(desk.getByRole('main')).toContainText(`${soon.start} ${soon.name}`);
    await expect(desk.getByRole('button', { name: `Undo the check-in of ${ana}` })).toBeVisible();
  });

  await test.step('the same code opens nothing twice', async () => {
    await first.goto('/code');
    const box = desk.getByRole('searchbox');
    await box.fill(await scan(first.getByRole('img', { name: 'Your entry code' })));
    await box.press('Enter');
    if (!live) await desk.getByRole('button', { name: 'Check in with this code' }).press('Enter');
    await expect(desk.getByRole('main')).toContainText(/No entry|In, but look/);
  });

  await test.step('and the other by name', async () => {
    await checkInByName(desk, ben, live);
    await expect(desk.getByRole('button', { name: `Undo the check-in of ${ben}` })).toBeVisible();
  });

  await test.step('who comes without a class takes one at the desk', async () => {
    await signUp(third, cleo);
    await grantPass(desk, cleo);
    await checkInByName(desk, cleo, live);
    await expect(desk.getByRole('main')).toContainText('No entry');
    // classes of others begin soon too, and the other run of this journey counts who is in its own
    await desk.getByRole('button', { name: `Book ${soon.name} and check in ${soon.start}` }).press('Enter');
    await expect(desk.getByRole('button', { name: `Undo the check-in of ${cleo}` })).toBeVisible();
    await third.goto('/bookings');
    await expect(line(third, soon)).toContainText('Checked in');
  });

  await test.step('the roster of the coach has all three', async () => {
    await coach.goto(`/coach?day=${soon.day}`);
    await coach.getByRole('list', { name: 'Classes of the day' }).getByRole('link', { name: `${soon.start} ${soon.name}` }).click();
    await expect(coach.getByText('3 of 3 here').first()).toBeVisible();
    for (const name of [ana, ben, cleo]) {
      await expect(coach.getByRole('button', { name })).toHaveAttribute('aria-pressed', 'true');
    }
  });

  await test.step('and the owner counts them', async () => {
    await owner.goto('/admin');
    // those who came before midnight came yesterday
    if (wall(0).day === today) expect(await inToday()).toBeGreaterThanOrEqual(before + 3);
  });
});

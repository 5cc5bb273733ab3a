import { execFileSync } from 'node:child_process';
import { desktop, expect, test } from '../support';
import { program } from '../support/server';

test.use(desktop);

const folder = process.env.SPOTTER_E2E_FOLDER;
const database = process.env.SPOTTER_E2E_DATABASE;

/** What the operator's timer does, beside the server that is running. */
const backup = (...more: string[]): string =>
  execFileSync(program(), ['backup', ...more], {
    cwd: folder,
    env: { ...process.env, SPOTTER_DATABASE_URL: database, SPOTTER_BACKUP_FOLDER: `${folder}/copies` },
    encoding: 'utf8',
    timeout: 60_000,
  });

test('the owner sees when the last backup was made, at every width', async ({ somebody }) => {
  test.skip(!folder || !database, 'a server that somebody else has started has its backups elsewhere');
  test.setTimeout(120_000);
  let said = '';
  // with and without script the journey runs at the same time, and one backup is made at a time
  await expect(() => {
    said = backup();
  }).toPass({ timeout: 60_000 });
  const file = /(\S+\/(spotter-\S+\.backup)): /.exec(said);
  expect(file, said).not.toBeNull();

  const owner = await somebody('owner');
  await owner.goto('/admin/operations');
  const card = owner.getByRole('main');
  await expect(card.getByRole('heading', { name: 'Backups' })).toBeVisible();
  await expect(card.getByText(/^spotter-\S+\.backup$/)).toBeVisible();
  await expect(card.getByText('The last backup is')).toHaveCount(0);
  for (const width of [360, 768, 1440]) {
    await owner.setViewportSize({ width, height: 900 });
    await expect(card.getByText('Last backup', { exact: true })).toBeVisible();
    const wide = await owner.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(wide, `${width} px`).toBeLessThanOrEqual(0);
  }

  const tried = backup('check', file?.[1] ?? '');
  expect(tried).toContain('Everything holds');
  await owner.goto('/admin/operations');
  await expect(card.getByText('Not yet: spotter backup check FILE')).toHaveCount(0);
});

import { expect, test } from '../support';

/** Every other test asserts that no page breaks its content security policy; this one, that it would be seen. */
test.describe('a page that breaks its policy', () => {
  test.use({ allowedErrors: /policy violated|Content Security Policy/ });

  test('is noticed, and is not let through', async ({ page, errors }) => {
    await page.goto('/sign-in');
    expect(errors).toEqual([]);
    await page.evaluate(() => {
      // what is written into a page carries no number of this answer
      document.body.insertAdjacentHTML('beforeend', '<p style="color: red" id="painted">red?</p>');
      document.body.insertAdjacentHTML('beforeend', '<img src="https://elsewhere.example/x.png" alt="">');
      document.body.insertAdjacentHTML('beforeend', '<button onclick="window.broken = true" id="wired">press</button>');
    });
    await page.locator('#wired').click();
    await expect(page.locator('#painted')).not.toHaveCSS('color', 'rgb(255, 0, 0)');
    expect(await page.evaluate(() => 'broken' in window)).toBe(false);
    for (const directive of ['style-src-attr', 'img-src', 'script-src-attr']) {
      await expect.poll(() => errors.some((error) => error.includes(`policy violated: ${directive}`)), { message: directive }).toBe(true);
    }
  });
});

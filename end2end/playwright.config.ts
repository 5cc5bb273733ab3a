import { defineConfig, devices } from '@playwright/test';

/**
 * Every journey runs twice: with JavaScript and without it, because each page must work before the browser module has
 * arrived. What only makes sense with JavaScript stands in *.hydrate.spec.ts. The server is started by support/server.ts.
 */
export default defineConfig({
  testDir: './tests',
  outputDir: '../test-results',
  globalSetup: './support/server.ts',
  timeout: 30_000,
  expect: { timeout: 5_000 },
  // A test that passes at the second try hides a fault.
  retries: 0,
  workers: Number(process.env.E2E_WORKERS ?? 2),
  forbidOnly: true,
  reporter: [['list']],
  use: {
    ...devices['Desktop Chrome'],
    viewport: { width: 1440, height: 900 },
    baseURL: process.env.BASE_URL,
    locale: 'en-GB',
    // Half an hour off and far from any club: a time drawn in the browser's zone shows at once.
    timezoneId: 'America/St_Johns',
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
  projects: [
    { name: 'js' },
    { name: 'nojs', testIgnore: /\.hydrate\.spec\.ts$/, use: { javaScriptEnabled: false } },
  ],
});

// What every browser test needs: one browser, pages that watch their console, the API beside the page, and the
// reading of figures as a person reads them off the screen.
import assert from 'node:assert/strict'
import { after, before } from 'node:test'
import { chromium } from 'playwright-core'

export const kUrl = required('LIANMENG_URL')
export const kLanguages = ['zh', 'en']
export const kDesk = { width: 1366, height: 860 }
export const kPhone = { width: 375, height: 812 }

let browser

function required(name) {
  const value = process.env[name]
  if (!value) throw new Error(`${name} is not set: start the tests with tests/browser/run.sh PROGRAM`)
  return value
}

before(async () => {
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  })
})
after(() => browser?.close())

/** The API's answer, as the page gets it. */
export async function api(path, base = kUrl) {
  const response = await fetch(`${base}/api/v1${path}`)
  assert.equal(response.status, 200, path)
  return response.json()
}

/**
 * Opens `path` in a fresh browser profile, runs `look(page)`, and fails if the page wrote an error to the console,
 * threw, or broke the content security policy. `expected`: errors that belong to the test, as a pattern.
 */
export async function visit(path, { language = 'zh', size = kDesk, base = kUrl, expected } = {}, look = async () => {}) {
  const context = await browser.newContext({ viewport: size, acceptDownloads: true })
  await context.addInitScript((value) => {
    if (!localStorage.getItem('lianmeng.prefs')) localStorage.setItem('lianmeng.prefs', JSON.stringify({ language: value }))
  }, language)
  const page = await context.newPage()
  page.setDefaultTimeout(8000)
  const faults = []
  page.on('console', (message) => ['error', 'warning'].includes(message.type()) && faults.push(`${message.text()} ${message.location().url}`))
  page.on('pageerror', (error) => faults.push(error.message))
  try {
    await page.goto(base + path, { waitUntil: 'domcontentloaded' })
    await look(page)
    assert.deepEqual(faults.filter((text) => !expected?.test(text)), [], `the console of ${path} is quiet`)
  } finally {
    await context.close()
  }
}

/** By data-testid. */
export function at(page, name) {
  return page.locator(`[data-testid="${name}"]`)
}

/** The page is drawn: its frame is there and nothing in it is still on the way. */
export async function drawn(page, name) {
  await at(page, `page-${name}`).waitFor()
  await becomes(() => at(page, 'loading').count(), 0, 'nothing is on the way')
}

/** Waits until `read()` gives `expected`; fails with what it gave last. */
export async function becomes(read, expected, what = '') {
  const until = Date.now() + 8000
  let last
  do {
    last = await read()
    try {
      assert.deepEqual(last, expected)
      return
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  } while (Date.now() < until)
  assert.deepEqual(last, expected, what)
}

const kUnits = { 万亿元: 1e12, 亿元: 1e8, 万元: 1e4, 元: 1, tn: 1e12, bn: 1e9, m: 1e6, k: 1e3 }

/** "332.77亿元" or "CNY 33.28 bn" → 33277000000. */
export function money(text) {
  const found = /(?:CNY )?([\d,]+(?:\.\d+)?)\s*(万亿元|亿元|万元|元|tn|bn|m|k)?/.exec(text)
  assert.ok(found, `an amount of money: ${text}`)
  return Number(found[1].replaceAll(',', '')) * (kUnits[found[2]] ?? 1)
}

/** Half of the last digit shown: how far rounding may have moved the figure. "CNY 33.28 bn" → 5000000. */
export function grain(text) {
  const digits = /\.(\d+)/.exec(text)?.[1].length ?? 0
  const unit = kUnits[/(万亿元|亿元|万元|元|tn|bn|m|k)\s*$/.exec(text.trim())?.[1]] ?? 1
  return 0.5 * 10 ** -digits * unit
}

/** A percentage as a share; "<0.1%" counts as nothing. */
export function percent(text) {
  return text.includes('<') ? 0 : number(text)
}

/** The first number of a text: "4,600家" → 4600. */
export function number(text) {
  const found = /-?[\d,]+(?:\.\d+)?/.exec(text)
  assert.ok(found, `a number: ${text}`)
  return Number(found[0].replaceAll(',', ''))
}

/** Equal within `tolerance`, with both sides in the message. */
export function near(actual, expected, tolerance, what) {
  assert.ok(Math.abs(actual - expected) <= tolerance, `${what}: ${actual} is not within ${tolerance} of ${expected}`)
}

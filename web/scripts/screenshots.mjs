// The pictures of the README: node web/scripts/screenshots.mjs URL [names...]
// Drives Chromium (CHROMIUM names it) against a running server and writes docs/images/NAME.LANGUAGE.png, 1366 × 860,
// each under 250 kB. The subjects are chosen by the data: the gravest risk point, the open need with the most candidates.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'
import { quantise } from './png.mjs'

const kSize = { width: 1366, height: 860 }
const kMostBytes = 250_000

const [url, ...names] = process.argv.slice(2)
if (!url) {
  console.error('usage: node web/scripts/screenshots.mjs URL [names...]')
  process.exit(2)
}
const folder = fileURLToPath(new URL('../../docs/images', import.meta.url))
mkdirSync(folder, { recursive: true })

async function api(path) {
  const response = await fetch(`${url}/api/v1${path}`)
  if (!response.ok) throw new Error(`${path}: HTTP ${response.status}`)
  return response.json()
}

const [point] = (await api('/risk-points?limit=1')).items
const needs = (await api('/needs?kind=goods&open=true&limit=200')).items
const need = needs.reduce((best, n) => ((n.candidates ?? 0) > (best.candidates ?? 0) ? n : best))
const kSought = { zh: '轴承', en: 'bearing' }
const pictures = {
  overview: '/',
  risk: `/risks/${point.chain.key}/${point.product.id}`,
  match: `/needs/${need.id}`,
  chain: '/chains/nev',
}

/** Brings the graph up and points at the gravest product in sight, so that what it touches is lit. */
async function light(page) {
  await page.locator('[data-testid="chain-graph"]').evaluate((graph) => window.scrollTo(0, graph.getBoundingClientRect().top + window.scrollY - 108))
  const red = await page.locator('[data-testid="chain-node"].red').evaluateAll((nodes) => nodes.map((node) => node.getBoundingClientRect().toJSON()))
  const box = red.find((b) => b.bottom < kSize.height - 40)
  if (box) await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2)
  await page.waitForTimeout(300)
}

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
})
let heavy = 0
try {
  for (const language of ['zh', 'en']) {
    const context = await browser.newContext({ viewport: kSize, deviceScaleFactor: 1, reducedMotion: 'reduce' })
    await context.addInitScript((value) => localStorage.setItem('lianmeng.prefs', JSON.stringify({ language: value })), language)
    for (const [name, path] of Object.entries({ ...pictures, makers: `/makers?q=${encodeURIComponent(kSought[language])}` })) {
      if (names.length > 0 && !names.includes(name)) continue
      const page = await context.newPage()
      await page.goto(url + path, { waitUntil: 'domcontentloaded' })
      await page.locator('main :is(h1, h2)').first().waitFor()
      await page.locator('[data-testid="loading"]').waitFor({ state: 'detached' })
      if (name === 'overview') await page.locator('[data-testid="need-row"]').first().waitFor({ state: 'attached' })
      if (name === 'makers') await page.locator('[data-testid="maker"]').first().waitFor()
      await page.evaluate(() => document.fonts.ready)
      await page.waitForTimeout(400) // the tiles' colours fade in
      if (name === 'chain') await light(page)
      const file = join(folder, `${name}.${language}.png`)
      const picture = quantise(await page.screenshot())
      writeFileSync(file, picture)
      const bytes = picture.length
      console.log(`${name}.${language}.png ${Math.round(bytes / 1000)} kB`)
      if (bytes > kMostBytes) heavy += 1
      await page.close()
    }
    await context.close()
  }
} finally {
  await browser.close()
}
if (heavy > 0) {
  console.error(`${heavy} pictures are over ${kMostBytes / 1000} kB`)
  process.exit(1)
}

// The repair plan: what the page shows is what the server computes; a measure taken out or put back changes the
// figures at once; a phone shows it without sideways scrolling.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { at, becomes, kLanguages, kPhone, kUrl, visit } from './harness.mjs'

async function post(path, body) {
  const response = await fetch(`${kUrl}/api/v1${path}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
  assert.equal(response.status, 200)
  return response.json()
}
const riskText = (effect) => `${effect.risk_before.toFixed(3)} → ${effect.risk_after.toFixed(3)}`

for (const language of kLanguages) {
  test(`a plan is made for a budget and edited (${language})`, async () => {
    const plan = await post('/repair-plans', { chain: 'robot', budget_cny: 50_000_000 })
    await visit('/repair?chain=robot', { language }, async (page) => {
      const risk = at(page, 'repair-risk')
      await risk.waitFor({ timeout: 60_000 })
      assert.equal(await risk.innerText(), riskText(plan.effect))
      assert.equal(await at(page, 'repair-taken').count(), plan.effect.measures.length)
      const best = plan.candidates.find((m) => plan.effect.measures.includes(m.id))
      const without = plan.effect.measures.filter((id) => id !== best.id)
      const less = await post('/repair-plans/evaluate', { chain: 'robot', measures: without })
      const box = page.locator(`input[aria-label$="${best.title[language]}"]`)
      await box.focus()
      await page.keyboard.press('Space')
      await becomes(() => risk.innerText(), riskText(less))
      await page.keyboard.press('Space')
      await becomes(() => risk.innerText(), riskText(plan.effect), 'put back by keyboard')
    })
  })
}

test('the plan can be taken away and fits a phone', async () => {
  await visit('/repair?chain=robot', { language: 'zh', size: kPhone }, async (page) => {
    await at(page, 'repair-risk').waitFor({ timeout: 60_000 })
    assert.ok((await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)) <= 0)
    const file = await fetch(new URL(await at(page, 'export-xlsx').getAttribute('href'), kUrl))
    assert.equal(file.status, 200)
    const print = await fetch(new URL(await at(page, 'repair-print').getAttribute('href'), kUrl))
    assert.match(await print.text(), /<table>/)
  })
})

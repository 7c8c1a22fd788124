// The repair plan: what the page shows is what the server computes; a measure taken out or put back changes the
// figures at once; one or all go into the register, once; a phone reaches it and shows it without sideways scrolling.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { api, at, becomes, kLanguages, kPhone, kUrl, visit } from './harness.mjs'

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

for (const [i, language] of kLanguages.entries()) {
  const chain = ['power', 'voice'][i] // a register of its own for each language
  test(`a plan's measures go into the register, one and then all, once (${language})`, async () => {
    const plan = await post('/repair-plans', { chain, budget_cny: 50_000_000 })
    const taken = plan.candidates.filter((m) => plan.effect.measures.includes(m.id))
    // Other tests leave measures of their own in the register.
    const keys = new Set(plan.candidates.map((m) => m.register_key))
    const register = async () => (await api(`/measures?chain=${chain}&limit=200`)).items
    const recorded = async () => (await register()).filter((row) => keys.has(row.key))
    await visit(`/repair?chain=${chain}`, { language }, async (page) => {
      await at(page, 'repair-risk').waitFor({ timeout: 60_000 })
      await at(page, 'repair-adopt-one').first().click()
      await at(page, 'repair-adopted').first().waitFor()
      const one = await recorded()
      assert.equal(one.length, 1)
      const source = taken.find((m) => m.register_key === one[0].key)
      assert.ok(source, 'a measure of the plan')
      assert.equal(one[0].kind, source.kind.code)
      assert.equal(one[0].product.id, source.product.id)
      assert.deepEqual(one[0].effect_computed, source.effect_alone)
      assert.deepEqual(one[0].organisations.map((o) => o.id).sort(), source.calls.map((call) => call.organisation.id).sort())

      await at(page, 'repair-adopt-what').locator('summary').click()
      assert.equal(await at(page, 'repair-adopt-what').locator('li').count(), taken.length - 1, 'what will be recorded')
      await at(page, 'repair-adopt-all').click()
      await becomes(async () => (await recorded()).length, taken.length)
      await becomes(() => at(page, 'repair-adopted').count(), taken.length, 'all are shown as recorded')
      assert.equal(await at(page, 'repair-adopt-all').count(), 0)
      const rows = await recorded()
      assert.equal(new Set(rows.map((row) => row.key)).size, taken.length)
      for (const row of rows.filter((r) => r.id !== one[0].id)) {
        const point = plan.effect.points.find((p) => p.product.id === row.product.id)
        if (point) assert.equal(row.effect_computed.severity_after, point.severity_after, 'the effect of the whole plan')
      }
      await page.reload()
      await becomes(() => at(page, 'repair-adopted').count(), taken.length, 'still so after a reload')
      await at(page, 'repair-register').click()
      await at(page, 'page-measures').waitFor()
      await becomes(() => at(page, 'measure-row').count(), (await register()).length)
    })
  })
}

test('a phone comes to the plan by its tab bar', async () => {
  await visit('/', { language: 'zh', size: kPhone }, async (page) => {
    await at(page, 'tab-repair').click()
    await at(page, 'page-repair').waitFor()
    assert.equal(await at(page, 'tab-repair').getAttribute('aria-current'), 'page')
  })
})

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

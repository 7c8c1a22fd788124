// What-if: choose what fails, see the cascade, step through it, share it; and what a wrong address says.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { api, at, becomes, drawn, kLanguages, kUrl, near, percent, visit } from './harness.mjs'

async function whatIf(scenario) {
  const response = await fetch(`${kUrl}/api/v1/what-if`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(scenario) })
  assert.equal(response.status, 200)
  return response.json()
}
const fill = (page, code) => page.locator(`[data-city="${code}"] .shape`).getAttribute('fill')

for (const language of kLanguages) {
  test(`a firm is searched for by keyboard, its cascade is drawn and its figures are the server's (${language})`, async () => {
    const firm = (await api('/organisations?chain=display&title=chain_leader&limit=1')).items[0]
    const answer = await whatIf({ days: 30, shocks: [{ firm: firm.id, lost: 1 }] })
    await visit('/what-if', { language }, async (page) => {
      await drawn(page, 'what-if')
      await at(page, 'whatif-empty').waitFor()
      await at(page, 'shock-search').focus()
      await page.keyboard.type(firm.name)
      const place = () => at(page, 'shock-hit').evaluateAll((hits, name) => hits.findIndex((hit) => hit.innerText.includes(name)), firm.name)
      await becomes(async () => (await place()) >= 0, true, 'the firm is among the hits')
      for (let i = await place(); i > 0; --i) await page.keyboard.press('ArrowDown')
      await page.keyboard.press('Enter')
      await at(page, 'totals').waitFor()
      await becomes(() => at(page, 'shock').count(), 1)
      assert.ok((await at(page, 'shock').innerText()).includes(firm.name))
      near(percent(await at(page, 'total-rate').innerText()), 100 * answer.total.rate, 0.006, 'the rate')
      await becomes(() => at(page, 'losses-firms').locator('tbody tr').count(), Math.min(15, answer.firms.length))
      assert.ok((await at(page, 'losses-firms').locator('tbody tr').first().innerText()).includes(answer.firms[0].organisation.name))
      assert.ok(new URL(page.url()).searchParams.get('shock').startsWith(`firm:${firm.id}`))
    })
  })
}

test('cities are chosen on the map, waves are stepped through and colour map and chain', async () => {
  await visit('/what-if?days=6', {}, async (page) => {
    await drawn(page, 'what-if')
    await page.locator('[data-city="330200"]').click()
    await at(page, 'player').waitFor()
    await page.locator('[data-city="330900"]').focus()
    await page.keyboard.press('Enter')
    await becomes(() => at(page, 'shock').count(), 2)
    await becomes(() => page.locator('[data-testid="map-city"][aria-pressed="true"]').count(), 2)
    const answer = await whatIf({ days: 6, shocks: [{ city: '330200', lost: 1 }, { city: '330900', lost: 1 }] })
    const last = answer.waves.length - 1
    assert.ok(last >= 2)
    await becomes(async () => (await at(page, 'wave-slider').getAttribute('max')), String(last))
    await at(page, 'wave-slider').fill('0')
    assert.equal(await fill(page, '330200'), 'var(--heat-5)')
    const far = answer.cities.filter((c) => c.waves[0] === 0).sort((a, b) => b.rate - a.rate)[0]
    assert.ok(far.waves[last] > 0.0005, 'the loss travels')
    assert.equal(await fill(page, far.code), 'var(--heat-0)')
    await at(page, 'wave-next').click()
    await becomes(() => at(page, 'wave').innerText().then((text) => text.includes('第 1 波')), true)
    await becomes(() => at(page, 'wave-hit').count(), answer.waves[1].hits.length)
    await at(page, 'wave-slider').focus()
    await page.keyboard.press('End')
    await becomes(async () => (await fill(page, far.code)) !== 'var(--heat-0)', true)
    assert.ok((await page.locator('[data-testid="chain-node"].lost').count()) > 0, 'products of the chain are coloured')
    await at(page, 'wave-back').click()
    await becomes(() => at(page, 'wave-slider').inputValue(), String(last - 1))
    await page.locator('[data-city="330900"]').click()
    await becomes(() => at(page, 'shock').count(), 1)
  })
})

test('it plays by itself, and not for those who want no motion', async () => {
  await visit('/what-if?days=6&shock=city:330200,lost:0.5', {}, async (page) => {
    await at(page, 'player').waitFor()
    await becomes(async () => Number(await at(page, 'wave-slider').inputValue()) > 0, true)
    await page.emulateMedia({ reducedMotion: 'reduce' })
    await page.reload()
    await at(page, 'player').waitFor()
    const max = await at(page, 'wave-slider').getAttribute('max')
    await becomes(() => at(page, 'wave-slider').inputValue(), max)
  })
})

test('the address holds the scenario: shared, it shows the same', async () => {
  const product = (await api('/products?q=光刻胶&limit=1')).items[0]
  const path = `/what-if?days=90&shock=outside:true,product:${product.id},lost:0.5&shock=city:310100,lost:0.25`
  const answer = await whatIf({ days: 90, shocks: [{ outside: true, product: product.id, lost: 0.5 }, { city: '310100', lost: 0.25 }] })
  await visit(path, {}, async (page) => {
    await at(page, 'totals').waitFor()
    await becomes(() => at(page, 'shock').count(), 2)
    assert.deepEqual(await at(page, 'shock-lost').evaluateAll((fields) => fields.map((f) => f.value)), ['50', '25'])
    assert.equal(await at(page, 'days').inputValue(), '90')
    near(percent(await at(page, 'total-rate').innerText()), 100 * answer.total.rate, 0.006, 'the rate')
    await at(page, 'shock-lost').first().fill('100')
    await becomes(() => page.evaluate(() => new URL(location.href).searchParams.getAll('shock')[0].endsWith('lost:1')), true)
    const download = page.waitForEvent('download')
    await at(page, 'export-csv').click()
    const text = await readFile(await (await download).path(), 'utf8')
    assert.ok(text.includes(answer.firms[0].organisation.name))
    await at(page, 'reset').click()
    await at(page, 'whatif-empty').waitFor()
  })
})

test('pages lead to the what-if of what they show', async () => {
  const point = (await api('/risk-points?class=red&limit=1')).items[0]
  for (const path of [`/products/${point.product.id}`, `/risks/${point.chain.key}/${point.product.id}`]) {
    await visit(path, {}, async (page) => {
      const link = at(page, 'what-if')
      if ((await link.count()) === 0) await link.waitFor()
      await link.first().click()
      await at(page, 'totals').waitFor()
      await becomes(() => at(page, 'shock').count(), 1)
    })
  }
})

for (const language of kLanguages) {
  test(`what the region does not have is refused by name, and can be taken out (${language})`, async () => {
    await visit('/what-if?shock=firm:nobody,lost:1', { language, size: { width: 390, height: 844 }, expected: /400/ }, async (page) => {
      await at(page, 'error').waitFor()
      assert.ok((await at(page, 'error').innerText()).includes('/shocks/0/firm'))
      assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= 390)
      await at(page, 'shock-remove').click()
      await at(page, 'whatif-empty').waitFor()
      await becomes(() => at(page, 'error').count(), 0)
    })
  })
}

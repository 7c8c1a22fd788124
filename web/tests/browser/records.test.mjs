// The page of an organisation and of a product: every figure is the API's.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { api, at, becomes, drawn, kLanguages, money, near, number, percent, visit } from './harness.mjs'

for (const language of kLanguages) {
  test(`an organisation shows what the API has of it (${language})`, async () => {
    const { id } = (await api('/chains/nev')).leaders[0].organisation
    // A server just started still computes the indices.
    await becomes(async () => (await api(`/organisations/${id}`)).systemic_index !== null, true)
    const organisation = await api(`/organisations/${id}`)
    await visit(`/organisations/${id}`, { language }, async (page) => {
      await drawn(page, 'organisation')
      assert.ok((await page.locator('h1').innerText()).includes(organisation.name))
      const facts = await at(page, 'facts').innerText()
      assert.ok(facts.includes(organisation.employees.toLocaleString('en-US')), facts)
      assert.ok(facts.includes(organisation.city.name[language]), facts)
      const revenue = money(facts.split('\n').find((line) => /亿元|万元|CNY/.test(line)))
      near(revenue, organisation.revenue_cny_year, 0.006 * organisation.revenue_cny_year, 'revenue')
      const index = number(await at(page, 'systemic-index').locator('.figure').innerText())
      near(index, organisation.systemic_index * 100, 0.0005, 'systemic index')
      assert.equal(await at(page, 'offers').locator('tbody tr').count(), organisation.offers.length)
      for (const [i, offer] of organisation.offers.entries()) {
        const cells = await at(page, 'offers').locator('tbody tr').nth(i).locator('td').allInnerTexts()
        assert.ok(cells[0].includes(offer.product.name[language]), cells[0])
        assert.equal(number(cells[1]), offer.capacity_year)
      }
      for (const side of ['suppliers', 'customers']) {
        const rows = organisation[side]
        if (rows.length === 0) continue
        const more = at(page, side).locator('button.more')
        if (rows.length > 12) await more.click()
        await becomes(() => at(page, side).locator('[data-testid="partner-row"]').count(), rows.length, side)
        const values = await at(page, side).locator('[data-testid="partner-row"] td:nth-child(3)').allInnerTexts()
        for (const [i, text] of values.entries()) near(money(text), rows[i].value_cny_year, 0.006 * rows[i].value_cny_year + 0.5, `${side} ${i}`)
      }
    })
  })

  test(`a product shows its makers and their shares as the API has them (${language})`, async () => {
    const node = (await api('/chains/nev')).nodes.find((n) => n.makers > 5 && n.risk !== 'none')
    const product = await api(`/products/${node.product.id}`)
    await visit(`/products/${product.id}`, { language }, async (page) => {
      await drawn(page, 'product')
      assert.equal(await page.locator('h1').innerText(), product.name[language])
      const rows = at(page, 'makers').locator('tbody tr')
      assert.equal(await rows.count(), product.makers_list.length)
      const shares = (await rows.locator('td:nth-child(4)').allInnerTexts()).map(percent)
      for (const [i, share] of shares.entries()) near(share, 100 * product.makers_list[i].share, 0.0501, `share ${i}`)
      near(shares.reduce((a, b) => a + b, 0), 100, 0.05 * shares.length + 0.1, 'the shares sum to one')
      assert.equal(await at(page, 'inputs').locator('tbody tr').count(), product.inputs.length)
      await at(page, 'positions').locator('a[href^="/risks/"]').first().click()
      await drawn(page, 'risk')
    })
  })
}

test('the products of a chain can be found by name and lead to their pages', async () => {
  const answer = await api(`/products?chain=nev&q=${encodeURIComponent('电池')}&limit=50`)
  assert.ok(answer.total > 0)
  await visit('/products?chain=nev', {}, async (page) => {
    await drawn(page, 'products')
    await at(page, 'list-search').fill('电池')
    await becomes(() => at(page, 'product-row').count(), answer.items.length)
    await at(page, 'product-row').first().locator('a').click()
    await drawn(page, 'product')
    assert.equal(await page.locator('h1').innerText(), answer.items[0].name.zh)
  })
})

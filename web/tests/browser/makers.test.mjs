// Finding suppliers by words, and the list of everything on offer.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { api, at, becomes, drawn, kLanguages, kPhone, number, visit } from './harness.mjs'

const kNeed = '伺服电机'
const ask = (text, more = '') => api(`/makers?q=${encodeURIComponent(text)}&order=evidence&limit=50${more}`)

for (const language of kLanguages) {
  test(`those who can supply a product are listed by evidence, with what makes them like it, in ${language}`, async () => {
    const answer = await ask(kNeed)
    const makes = answer.evidence.find((one) => one.code === 'makes')
    await visit(`/makers?q=${encodeURIComponent(kNeed)}`, { language }, async (page) => {
      await drawn(page, 'makers')
      assert.equal(number(await at(page, 'total').innerText()), answer.total)
      assert.equal(number(await at(page, 'count-makes').innerText()), makes.count)
      assert.equal(await at(page, 'maker').count(), Math.min(50, answer.items.length))
      const names = await at(page, 'maker-name').allInnerTexts()
      assert.deepEqual(names, answer.items.map((item) => item.organisation.name))
      if (language === 'zh') assert.equal(await at(page, 'maker').first().locator('mark').innerText(), kNeed)
      const said = await at(page, 'maker').first().innerText()
      assert.ok(said.includes(makes.label[language]), said)
    })
  })
}

test('a city narrows the list and stands in the address; an example fills the field', async () => {
  await visit('/makers', {}, async (page) => {
    await drawn(page, 'makers')
    await at(page, 'example').first().waitFor()
    const example = await at(page, 'example').first().innerText()
    await at(page, 'example').first().click()
    await becomes(() => at(page, 'makers-field').inputValue(), example)
    await at(page, 'makers-field').fill(kNeed)
    const answer = await ask(kNeed)
    await becomes(async () => number((await at(page, 'total').innerText()) || '-1'), answer.total)
    const province = answer.facets.province[0]
    await page.goto(`${page.url()}&province=${province.code}`)
    await drawn(page, 'makers')
    const narrowed = await ask(kNeed, `&province=${province.code}`)
    assert.equal(number(await at(page, 'total').innerText()), narrowed.total)
    assert.ok(narrowed.items.every((item) => item.organisation.province.code === province.code))
  })
})

test('what nobody has to do with finds nobody, and says what to try', async () => {
  await visit('/makers?q=zzqqxx', { language: 'en' }, async (page) => {
    await drawn(page, 'makers')
    await at(page, 'makers-none').waitFor()
    assert.equal(await at(page, 'maker').count(), 0)
  })
})

test('a product leads to who else could supply it, and from there to a need with its words', async () => {
  const product = (await api(`/products?q=${encodeURIComponent(kNeed)}&limit=1`)).items[0]
  await visit(`/products/${product.id}`, {}, async (page) => {
    await drawn(page, 'product')
    await at(page, 'to-makers').click()
    await drawn(page, 'makers')
    assert.equal(await at(page, 'makers-field').inputValue(), product.name.zh)
    await at(page, 'register').click()
    await drawn(page, 'needs')
    assert.equal(await at(page, 'trade-text').inputValue(), product.name.zh)
  })
})

test('on a phone the list fits, and its filters open over it', async () => {
  await visit(`/makers?q=${encodeURIComponent(kNeed)}`, { size: kPhone }, async (page) => {
    await drawn(page, 'makers')
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth), false)
    await at(page, 'open-filters').click()
    await becomes(() => at(page, 'facets').isVisible(), true)
  })
})

test('offers are listed with who makes them, and narrow by kind and by text', async () => {
  await visit('/offers', { language: 'en' }, async (page) => {
    await drawn(page, 'offers')
    const total = async () => number((await at(page, 'total').innerText()) || '-1')
    assert.equal(await total(), (await api('/offers')).total)
    await page.locator('label', { has: at(page, 'kind-talent') }).click()
    const talent = (await api('/offers?kind=talent')).total
    await becomes(total, talent)
    await page.locator('label', { has: at(page, 'kind-goods') }).click()
    await at(page, 'list-search').fill(kNeed)
    const found = await api(`/offers?kind=goods&q=${encodeURIComponent(kNeed)}&limit=50`)
    await becomes(total, found.total)
    const row = await at(page, 'offer-row').first().innerText()
    assert.ok(row.includes(found.items[0].organisation.short_name) && row.includes(found.items[0].product.name.en), row)
  })
})

test('a search for suppliers and one of offers are kept, lead back to their pages, and are removed', async () => {
  const makers = await api(`/makers?q=${encodeURIComponent(kNeed)}`)
  const counted = makers.evidence.filter((one) => one.code !== 'resembles').reduce((sum, one) => sum + one.count, 0)
  for (const [path, name, total] of [[`/makers?q=${encodeURIComponent(kNeed)}`, 'makers', counted], ['/offers?kind=talent', 'offers', (await api('/offers?kind=talent')).total]]) {
    await visit(path, { language: 'en' }, async (page) => {
      await drawn(page, name)
      await at(page, 'save-search').click()
      await at(page, 'save-search-go').click()
      await at(page, 'watch-mark').click()
      await drawn(page, 'watch')
      await becomes(async () => (await at(page, 'saved-searches').innerText()).includes(`${total.toLocaleString('en-US')} in all`), true)
      await at(page, 'saved-searches').locator('a').first().click()
      await drawn(page, name)
      await page.goBack()
      await drawn(page, 'watch')
      await at(page, 'remove-search').click()
      await at(page, 'watch-empty').waitFor()
    })
  }
})

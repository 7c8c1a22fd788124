// The map of the region and the chains: what is drawn agrees with the API, and leads on.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { api, at, becomes, drawn, kLanguages, number, visit } from './harness.mjs'

const fills = (page) =>
  at(page, 'map-city').evaluateAll((cities) =>
    Object.fromEntries(cities.map((city) => [city.dataset.city, getComputedStyle(city.querySelector('.shape')).fill])))

for (const language of kLanguages) {
  test(`the map has a tile for each of 41 cities, darker where more is made (${language})`, async () => {
    const overview = await api('/overview')
    await visit('/', { language }, async (page) => {
      await drawn(page, 'overview')
      assert.equal(await at(page, 'map-city').count(), 41)
      assert.equal(overview.cities.length, 41)
      await page.waitForTimeout(300) // the colours fade in
      const colours = await fills(page)
      assert.ok(new Set(Object.values(colours)).size >= 5, `five steps of colour: ${[...new Set(Object.values(colours))]}`)
      const light = (code) => colours[code].match(/\d+/g).map(Number).reduce((a, b) => a + b, 0)
      const ranked = [...overview.cities].sort((a, b) => a.capacity_cny_year - b.capacity_cny_year)
      for (let i = 1; i < ranked.length; ++i) {
        assert.ok(light(ranked[i].code) <= light(ranked[i - 1].code), `${ranked[i].name.en} is not lighter than ${ranked[i - 1].name.en}`)
      }
      const boxes = await at(page, 'map-city').evaluateAll((cities) => cities.map((city) => city.getBoundingClientRect().toJSON()))
      assert.equal(new Set(boxes.map((box) => `${Math.round(box.x)},${Math.round(box.y)}`)).size, 41, 'no two tiles lie on one another')
    })
  })
}

test('colouring by risk and by one chain changes the colours; flows can be put away', async () => {
  await visit('/', {}, async (page) => {
    await drawn(page, 'overview')
    await page.waitForTimeout(300)
    const capacity = await fills(page)
    assert.ok((await page.locator('[data-testid="map-canvas"] .arcs path').count()) > 5)
    await at(page, 'map-flows').uncheck()
    await becomes(() => page.locator('[data-testid="map-canvas"] .arcs path').count(), 0)
    await at(page, 'map-chain').selectOption('nev')
    await page.waitForTimeout(300)
    assert.notDeepEqual(await fills(page), capacity, 'by chain')
    await page.locator('input[name="metric"][value="risk"]').check({ force: true })
    await page.waitForTimeout(300)
    assert.notDeepEqual(await fills(page), capacity, 'by risk')
    assert.match(await at(page, 'map-legend').innerText(), /\d/)
  })
})

test('pointing at a city tells of it; the table has the same cities', async () => {
  const overview = await api('/overview')
  const hefei = overview.cities.find((city) => city.code === '340100')
  await visit('/', { language: 'en' }, async (page) => {
    await drawn(page, 'overview')
    await page.locator('[data-city="340100"]').hover()
    const card = await at(page, 'city-card').innerText()
    assert.ok(card.includes('Hefei'), card)
    assert.ok(card.includes(hefei.organisations.toLocaleString('en-US')), card)
    await at(page, 'map-table').click()
    assert.equal(await at(page, 'city-table').locator('tbody tr').count(), 41)
  })
})

test('the keyboard goes from the map to the directory of a city', async () => {
  await visit('/', {}, async (page) => {
    await drawn(page, 'overview')
    await page.locator('[data-testid="map-city"][tabindex="0"]').focus()
    const from = await page.evaluate(() => document.activeElement.dataset.city)
    await page.keyboard.press('ArrowDown')
    let to = await page.evaluate(() => document.activeElement.dataset.city)
    if (to === from) {
      await page.keyboard.press('ArrowRight')
      to = await page.evaluate(() => document.activeElement.dataset.city)
    }
    assert.notEqual(to, from)
    await page.keyboard.press('Enter')
    await drawn(page, 'directory')
    assert.equal(new URL(page.url()).searchParams.get('city'), to)
    const answer = await api(`/organisations?city=${to}&limit=1`)
    await becomes(async () => number((await at(page, 'total').innerText()) || '-1'), answer.total)
  })
})

test('counts, chains and the gravest points are those of the API, and lead to their pages', async () => {
  const overview = await api('/overview')
  await visit('/', {}, async (page) => {
    await drawn(page, 'overview')
    const figures = (await at(page, 'counts').locator('dd').allInnerTexts()).map(number)
    assert.deepEqual(figures, [overview.counts.organisations, overview.counts.products, overview.counts.offers, overview.counts.open_needs, overview.counts.links])
    assert.equal(await at(page, 'chain-row').count(), overview.chains.length)
    const marks = await at(page, 'chain-row').first().innerText()
    for (const name of ['red', 'orange', 'yellow']) assert.ok(marks.includes(String(overview.chains[0][name])), `${name} in ${marks}`)
    assert.equal(await at(page, 'gravest-row').count(), 10)
    await at(page, 'gravest-row').first().click()
    await drawn(page, 'risk')
    assert.ok(page.url().endsWith(`/risks/${overview.gravest[0].chain.key}/${overview.gravest[0].product.id}`))
  })
})

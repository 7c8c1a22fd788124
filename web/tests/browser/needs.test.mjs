// Needs and who could meet them: the parts add up, the reasons speak the reader's language, two can be compared.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { api, at, becomes, drawn, kLanguages, kPhone, kUrl, near, number, visit } from './harness.mjs'

/** Chooses what is drawn as a button around its box. */
async function pick(page, name) {
  await page.locator('label', { has: at(page, name) }).click()
}

/** A need with five candidates at least, once the server has counted them. */
async function scored() {
  let need
  await becomes(async () => {
    need = (await api('/needs?kind=goods&limit=50')).items.find((n) => n.candidates >= 5)
    return need !== undefined
  }, true)
  return need
}

for (const language of kLanguages) {
  test(`the parts of each match sum to its score, with reasons in ${language}`, async () => {
    const need = await scored()
    const answer = await api(`/needs/${need.id}/matches`)
    await visit(`/needs/${need.id}`, { language }, async (page) => {
      await drawn(page, 'need')
      assert.equal(await at(page, 'match').count(), answer.matches.length)
      for (const [i, match] of answer.matches.slice(0, 5).entries()) {
        const item = at(page, 'match').nth(i)
        await item.locator('details').evaluate((details) => (details.open = true))
        const score = number(await item.locator('[data-testid="score"]').innerText())
        near(score, match.score, 0.051, 'score')
        const rows = await item.locator('[data-testid="reasons"] tbody tr:not(.total)').evaluateAll((list) => list.map((row) => [...row.cells].map((cell) => cell.innerText.trim())))
        assert.equal(rows.length, match.parts.length)
        near(rows.reduce((sum, [, points]) => sum + number(points), 0), score, 0.051 * rows.length, 'sum of the parts shown')
        near(number(await item.locator('[data-testid="parts-sum"]').innerText()), score, 0.051, 'sum said')
        for (const [j, [, , reason]] of rows.entries()) {
          assert.equal(reason.toLowerCase(), match.parts[j].reason[language].toLowerCase())
        }
      }
      const bar = await at(page, 'match').first().locator('[data-testid="parts-bar"]').evaluate((node) => {
        const whole = node.getBoundingClientRect().width
        return [...node.querySelectorAll('i')].reduce((sum, part) => sum + part.getBoundingClientRect().width, 0) / whole
      })
      near(100 * bar, answer.matches[0].score, 3, 'the bar is as long as the score')
      assert.equal(await at(page, 'excluded').locator('tbody tr').count(), answer.excluded.length)
    })
  })
}

test('two candidates stand side by side with the difference of their scores', async () => {
  const need = await scored()
  await visit(`/needs/${need.id}`, { language: 'en' }, async (page) => {
    await drawn(page, 'need')
    await at(page, 'compare').nth(0).check()
    await at(page, 'compare').nth(2).check()
    const scores = await Promise.all([0, 2].map(async (i) => number(await at(page, 'score').nth(i).innerText())))
    const total = await at(page, 'compare-panel').locator('tr.total td').allInnerTexts()
    const figures = total.filter((text) => /\d/.test(text)).map((text) => number(text.replace('−', '-')))
    assert.deepEqual(figures.slice(0, 2), scores)
    near(figures[2], scores[0] - scores[1], 0.11, 'difference')
    await at(page, 'compare-panel').locator('button').click()
    await becomes(() => at(page, 'compare-panel').count(), 0)
  })
})

test('needs filter by kind, chain and whether they are open', async () => {
  await visit('/needs', {}, async (page) => {
    await drawn(page, 'needs')
    const total = async () => number((await at(page, 'total').innerText()) || '-1')
    await becomes(total, (await api('/needs?open=true&limit=1')).total)
    await pick(page, 'kind-goods')
    await becomes(total, (await api('/needs?open=true&kind=goods&limit=1')).total)
    await at(page, 'need-chain').selectOption('nev')
    const answer = await api('/needs?open=true&kind=goods&chain=nev&limit=1')
    await becomes(total, answer.total)
    await at(page, 'need-open').uncheck()
    await becomes(total, (await api('/needs?kind=goods&chain=nev&limit=1')).total)
    await at(page, 'need-row').first().click()
    await drawn(page, 'need')
  })
})

test('terms of capital filter the list and are gone with their kind', async () => {
  await visit('/needs?kind=capital', {}, async (page) => {
    await drawn(page, 'needs')
    const total = async () => number((await at(page, 'total').innerText()) || '-1')
    const all = (await api('/needs?open=true&kind=capital&limit=1')).total
    assert.ok(all > 20)
    await becomes(total, all)
    await at(page, 'term-instrument').selectOption('loan')
    const loans = (await api('/needs?open=true&kind=capital&instrument=loan&limit=1')).total
    assert.ok(loans > 0 && loans < all)
    await becomes(total, loans)
    await at(page, 'term-amount').fill('3000')
    await at(page, 'term-amount').blur()
    await becomes(total, (await api('/needs?open=true&kind=capital&instrument=loan&amount_cny=30000000&limit=1')).total)
    await pick(page, 'kind-talent')
    await becomes(total, (await api('/needs?open=true&kind=talent&limit=1')).total)
    assert.equal(await at(page, 'term-instrument').count(), 0)
  })
})

for (const language of kLanguages) {
  test(`a need of capital is added by the form, finds financiers with reasons, is changed and closed (${language})`, async () => {
    const text = `${language === 'zh' ? '电驱产线扩产' : 'Electric drive line'} ${Date.now()}`
    await visit('/needs?kind=capital', { language }, async (page) => {
      await drawn(page, 'needs')
      await at(page, 'need-add').click()
      await at(page, 'trade-save').waitFor()
      const firm = page.locator('[data-testid="pick-organisation"] input')
      await firm.fill((await api('/organisations?limit=1')).items[0].name.slice(0, 6))
      await page.locator('[data-testid="pick-organisation"] [role="option"]').first().waitFor()
      await firm.press('Enter')
      await at(page, 'trade-text').fill(text)
      await at(page, 'term-amount-min').fill('2000')
      await at(page, 'term-amount-max').fill('5000')
      await pick(page, 'stages-series_b')
      await pick(page, 'instruments-equity')
      await pick(page, 'sectors-nev')
      await pick(page, 'required-instrument')
      await at(page, 'trade-save').click()
      await drawn(page, 'need')
      const id = page.url().split('/').pop()
      const { need, matches, weights, excluded } = await api(`/needs/${id}/matches`)
      assert.deepEqual(need.capital, { amount_min_cny: 2e7, amount_max_cny: 5e7, stages: ['series_b'], instruments: ['equity'], sectors: ['nev'] })
      assert.deepEqual(need.required_terms, ['instrument'])
      assert.ok(matches.length > 0)
      assert.deepEqual(weights.map((weight) => weight.part), ['text_fit', 'sector', 'amount', 'stage', 'instrument', 'distance', 'dealings'])
      assert.ok(excluded.some((rule) => rule.rule === 'required_term'), 'lenders are left out by name')
      assert.ok(matches.every((match) => match.offer.capital === null || match.offer.capital.instruments.includes('equity')))
      await becomes(() => at(page, 'match').count(), matches.length)
      const rows = await at(page, 'match').first().locator('[data-testid="reasons"] tbody tr:not(.total)').evaluateAll((list) => list.map((row) => [...row.cells].map((cell) => cell.innerText.trim())))
      assert.deepEqual(rows.map(([label]) => label), matches[0].parts.map((part) => part.label[language]))
      near(rows.reduce((sum, [, points]) => sum + number(points), 0), matches[0].score, 0.051 * rows.length, 'sum of the parts shown')

      await at(page, 'need-edit').click()
      await at(page, 'term-amount-max').fill('6000')
      await at(page, 'trade-save').click()
      await becomes(async () => (await api(`/needs/${id}`)).capital.amount_max_cny, 6e7)
      await at(page, 'need-close').click()
      await at(page, 'close-met').click()
      await becomes(async () => (await api(`/needs/${id}`)).close_reason, 'met')
      await at(page, 'need-reopen').waitFor()
      assert.equal((await api(`/needs/${id}`)).version, 3)
    })
  })
}

test('what the server refuses stands at its field, and another\'s change is told', async () => {
  const send = async (body) => {
    const response = await fetch(`${kUrl}/api/v1/needs/${need.id}`, { method: 'PATCH', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
    return response.status
  }
  const need = (await api('/needs?kind=capital&limit=1')).items[0]
  await visit(`/needs/${need.id}`, { size: kPhone, expected: /400|409|422/ }, async (page) => {
    await drawn(page, 'need')
    await at(page, 'need-edit').click()
    await at(page, 'term-amount-min').fill('900000')
    await at(page, 'term-amount-max').fill('1')
    await at(page, 'trade-save').click()
    await page.locator('.fault').filter({ hasText: '最高金额低于最低金额' }).waitFor()
    await at(page, 'term-amount-min').fill('1')
    assert.equal(await send({ version: 1, text: `${need.text}（改）` }), 200)
    await at(page, 'trade-save').click()
    const error = at(page, 'trade-error')
    await becomes(async () => (await error.innerText()).includes('说明'), true)
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true, 'nothing is wider than the screen')
  })
})

for (const language of kLanguages) {
  test(`an organisation's offers show their terms, and one of talent is added beside them (${language})`, async () => {
    const offer = (await api('/offers?kind=capital&limit=1')).items[0]
    await visit(`/organisations/${offer.organisation.id}`, { language }, async (page) => {
      await drawn(page, 'organisation')
      const terms = await at(page, 'offer-terms').first().innerText()
      const { instruments } = await api('/meta')
      for (const code of offer.capital.instruments) assert.ok(terms.includes(instruments.find((word) => word.code === code).label[language]), terms)
      const before = await at(page, 'offer-terms').count()
      await at(page, 'offer-add').click()
      await pick(page, 'trade-kind-talent')
      await at(page, 'trade-text').fill('融资顾问')
      await at(page, 'term-role').fill('financial adviser')
      await at(page, 'term-skills').fill('尽职调查; valuation')
      await pick(page, 'engagements-project')
      await at(page, 'trade-save').click()
      await becomes(() => at(page, 'offer-terms').count(), before + 1)
      const added = (await api(`/offers?kind=talent&organisation=${offer.organisation.id}&limit=5`)).items
      assert.ok(added.some((one) => one.talent.skills.join() === '尽职调查,valuation' && one.talent.engagements.join() === 'project'))
    })
  })
}

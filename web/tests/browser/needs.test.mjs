// Needs and who could meet them: the parts add up, the reasons speak the reader's language, two can be compared.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { api, at, becomes, drawn, kLanguages, near, number, visit } from './harness.mjs'

for (const language of kLanguages) {
  test(`the parts of each match sum to its score, with reasons in ${language}`, async () => {
    const need = (await api('/needs?kind=goods&limit=50')).items.find((n) => n.candidates >= 5)
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
  const need = (await api('/needs?kind=goods&limit=50')).items.find((n) => n.candidates >= 5)
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
    await at(page, 'need-kind').selectOption('goods')
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

// Risk points: the board filters, and a reader can recompute every published figure from what the page shows.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { api, at, becomes, drawn, grain, kLanguages, kPhone, money, near, number, percent, visit } from './harness.mjs'

const kWords = { red: { zh: '红色', en: 'Red' }, orange: { zh: '橙色', en: 'Orange' }, yellow: { zh: '黄色', en: 'Yellow' } }

for (const language of kLanguages) {
  test(`the board filters by class, chain and name, and a class is a word as well as a colour (${language})`, async () => {
    await visit('/risks', { language }, async (page) => {
      await drawn(page, 'risks')
      const total = async () => number((await at(page, 'total').innerText()) || '-1')
      const all = (await api('/risk-points?class=red&class=orange&class=yellow&limit=1')).total
      await becomes(total, all)
      for (const name of ['red', 'orange', 'yellow']) {
        const label = page.locator('label', { has: at(page, `risk-class-${name}`) })
        assert.ok((await label.innerText()).includes(kWords[name][language]))
        await label.click()
        const answer = await api(`/risk-points?class=${name}&limit=1`)
        await becomes(total, answer.total)
        await becomes(() => page.locator('[data-testid^="risk-group-"]').evaluateAll((groups) => groups.map((g) => g.dataset.testid)), [`risk-group-${name}`])
        await label.click()
        await becomes(total, all)
      }
      await at(page, 'risk-chain').selectOption('nev')
      const chain = await api('/risk-points?chain=nev&class=red&class=orange&class=yellow&limit=100')
      await becomes(total, chain.total)
      await becomes(() => at(page, 'risk-row').locator('a').evaluateAll((links) => links.map((link) => link.getAttribute('href').split('/').pop())),
        chain.items.map((item) => item.product.id))
      assert.ok((await page.locator('[data-testid="risk-scatter"] path').count()) > chain.items.length)
    })
  })
}

/** Recomputes the figures of one point from the text of its page. */
async function recompute(page, point) {
  const kinds = ['largest_maker', 'largest_city', 'outside']
  let gravest = 0
  for (const kind of kinds) {
    const equation = await at(page, `loss-${kind}`).locator('[data-testid="equation"]').innerText()
    const [division, result] = equation.split('=')
    const [lost, whole] = division.split('÷').map(money)
    const shown = percent(result)
    near(shown, whole > 0 ? (100 * lost) / whole : 0, 0.06, `${kind}: ${equation}`)
    near(shown, 100 * point.severity[kind], 0.06, `${kind} is the API's`)
    gravest = Math.max(gravest, shown)
    const proven = at(page, `loss-${kind}`).locator('[data-testid="proven"]')
    if ((await proven.count()) > 0) {
      const [lower, upper] = [...(await proven.innerText()).matchAll(/[\d.]+%/g)].map(([text]) => percent(text))
      assert.ok(lower <= upper && upper - lower < 0.04, `${kind}: ${lower} to ${upper}`)
      assert.ok(shown <= upper + 0.06, `${kind}: the published iteration never passes the fixed point`)
    }

    const evidence = at(page, `evidence-${kind}`)
    if ((await evidence.count()) === 0) continue
    await evidence.evaluate((details) => (details.open = true))
    const more = evidence.locator('[data-testid="finals-more"]')
    if (await more.count()) await more.click()
    const rows = await evidence.locator('table tbody tr').evaluateAll((list) => list.map((row) => [...row.cells].map((cell) => cell.innerText)))
    const finals = point.losses.find((loss) => loss.kind === kind).finals
    await becomes(() => evidence.locator('table tbody tr').count(), finals.length, 'every maker of finished goods is listed')
    let sum = 0
    let rounding = 0
    for (const [, , capacity, remaining, loss] of rows) {
      const computed = money(capacity) * (1 - number(remaining) / 100)
      near(money(loss), computed, grain(loss) + grain(capacity) + 0.00006 * money(capacity), 'capacity × (1 − remaining)')
      sum += money(loss)
      rounding += grain(loss)
    }
    near(sum, lost, rounding + grain(division.split('÷')[0]) + 1, `the makers' losses make up the loss of ${kind}`)
  }
  near(100 * Math.max(...Object.values(point.severity)), gravest, 0.06, 'the gravest')

  const squares = (await at(page, 'risk-makers').locator('tbody tr').evaluateAll((rows) => rows.map((row) => row.cells[3].innerText))).map((text) => (percent(text) / 100) ** 2)
  assert.equal(squares.length, point.makers_list.length)
  const sum = squares.reduce((a, b) => a + b, 0)
  const effective = number((await at(page, 'effective').innerText()).split('=')[1])
  near(effective, 1 / sum, 0.01 * effective + 0.006, 'effective makers from the shares shown')
  near(effective, point.effective_makers, 0.006, "effective makers are the API's")
}

for (const language of kLanguages) {
  test(`severity and effective makers can be recomputed from the page (${language})`, async () => {
    const points = (await api('/risk-points?class=red&class=orange&limit=100')).items
    for (const kind of ['largest_maker', 'largest_city', 'outside']) {
      const { chain, product } = points.reduce((a, b) => (b.severity[kind] > a.severity[kind] ? b : a))
      const point = await api(`/risk-points/${chain.key}/${product.id}`)
      await visit(`/risks/${chain.key}/${product.id}`, { language }, async (page) => {
        await drawn(page, 'risk')
        assert.ok((await at(page, 'risk-class').innerText()).includes(kWords[point.class][language]))
        await recompute(page, point)
        assert.equal(await at(page, 'reason').count(), point.reasons.length)
        for (const [i, reason] of point.reasons.entries()) {
          const text = await at(page, 'reason').nth(i).innerText()
          assert.ok(text.toLowerCase().includes(reason.text[language].toLowerCase()), text)
        }
      })
    }
  })
}

for (const language of kLanguages) {
  test(`the time picture says what the API says, and its gap is as long as it says (${language})`, async () => {
    // The point with the largest loss over its recovery among the gravest, and one that is not exposed.
    const points = (await api('/risk-points?chain=robot&class=red&class=orange&limit=40')).items
    const times = await Promise.all(points.map((point) => api(`/risk-points/robot/${point.product.id}/time`)))
    const late = times.find((time) => time.losses.some((loss) => loss.exposed === true))
    assert.ok(late, 'the sample has a point that is exposed')
    for (const size of [undefined, { width: 390, height: 844 }]) {
      await visit(`/risks/robot/${late.product.id}`, { language, size }, async (page) => {
        await drawn(page, 'risk')
        for (const loss of late.losses) {
          const row = at(page, `time-${loss.kind}`)
          await row.waitFor()
          if (!loss.applies) continue
          const verdict = await row.locator('[data-testid="time-verdict"]').innerText()
          const gap = row.locator('.gap')
          assert.equal(await gap.count(), loss.exposed ? 1 : 0)
          if (loss.survive_days === null) continue
          near(number(verdict.split('·')[0]), loss.survive_days, 0.51, verdict)
          if (!loss.exposed) continue
          near(number(verdict.split('·')[1]), late.recover_days - loss.survive_days, 0.51, verdict)
          // Drawn to scale: stocks end and recovery comes where the days say.
          const [whole, red] = await row.locator('.track').evaluate((track) => [...track.querySelectorAll('.whole, .gap')].map((part) => part.getBoundingClientRect().width))
          near(whole / (whole + red), loss.survive_days / late.recover_days, 0.01, 'the picture is to scale')
          const cost = await row.locator('[data-testid="time-cost"]').innerText()
          near(money(cost), loss.loss_cny, 0.006 * loss.loss_cny + 1, cost)
        }
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
        assert.ok(wide <= 0, `nothing sticks out at ${size?.width ?? 1366}`)
      })
    }
  })
}

/** The points of a chain once the draws of the unknown links are there; they are made in the background. */
async function drawnPoints(search) {
  for (let tries = 0; tries < 120; ++tries) {
    const { items } = await api(`/risk-points?${search}`)
    if (items.every((item) => item.certainty !== null)) return items
    await new Promise((resolve) => setTimeout(resolve, 500))
  }
  assert.fail('the draws of the unknown links were not made within a minute')
}

const kFragile = { zh: '等级不稳健', en: 'class not robust' }
for (const language of kLanguages) {
  test(`a point says in how many draws of the unknown links its class holds (${language})`, async () => {
    const points = await drawnPoints('chain=robot&class=red&class=orange&class=yellow&limit=100')
    const robust = points.find((point) => point.certainty.robust)
    const fragile = points.find((point) => !point.certainty.robust)
    assert.ok(robust && fragile, 'the sample has both kinds')
    for (const { chain, product, certainty, ...point } of [robust, fragile]) {
      for (const size of [undefined, kPhone]) {
        await visit(`/risks/${chain.key}/${product.id}`, { language, size }, async (page) => {
          await drawn(page, 'risk')
          const kept = await at(page, 'certainty-kept').innerText()
          assert.ok(kept.includes(kWords[point.class][language]), kept)
          const figures = kept.match(/\d+/g).map(Number)
          assert.deepEqual(figures.slice(0, 2).sort((a, b) => a - b), [certainty.kept, certainty.draws].sort((a, b) => a - b), kept)
          const counts = Object.values(certainty.classes)
          assert.equal(counts.reduce((a, b) => a + b, 0), certainty.draws)
          const range = await at(page, 'certainty-range').innerText()
          const shown = range.match(/[\d.]+%/g).map(percent)
          for (const [i, name] of ['smallest', 'largest', 'median'].entries()) near(shown[i], 100 * certainty[`severity_${name}`], 0.051, `${name}: ${range}`)
          const picture = at(page, 'certainty-picture')
          const box = (name) => picture.locator(`.plot .${name}`).evaluate((element) => element.getBoundingClientRect().toJSON())
          const [span, median] = [await box('span'), await box('median')]
          assert.ok(median.left >= span.left - 2 && median.right <= span.right + 2, 'the median lies in the range')
          const width = await page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth])
          assert.ok(width[0] <= width[1], 'nothing sticks out')
        })
      }
    }
    await visit('/risks?chain=robot', { language }, async (page) => {
      await drawn(page, 'risks')
      await becomes(() => at(page, 'unsure').count(), points.filter((point) => !point.certainty.robust).length)
      assert.ok((await at(page, 'unsure').first().innerText()).includes(kFragile[language]))
    })
  })
}

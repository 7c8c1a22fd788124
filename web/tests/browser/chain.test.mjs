// A chain: the graph is the API's graph, pointing lights what feeds a product and what it feeds.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { api, at, becomes, drawn, number, visit } from './harness.mjs'

/** The products reached from `id` by the edges, and `id`: a search of its own, not the console's. */
function reached(id, edges, from, to) {
  const seen = new Set([id])
  const open = [id]
  while (open.length > 0) {
    const here = open.pop()
    for (const edge of edges) {
      if (edge[from] === here && !seen.has(edge[to])) {
        seen.add(edge[to])
        open.push(edge[to])
      }
    }
  }
  return seen
}

test('every chain is drawn with all its products and links, none upon another', async () => {
  for (const { key } of (await api('/meta')).chains) {
    const chain = await api(`/chains/${key}`)
    await visit(`/chains/${key}`, {}, async (page) => {
      await drawn(page, 'chain')
      assert.equal(await at(page, 'chain-node').count(), chain.nodes.length, key)
      const inner = chain.edges.filter((edge) => edge.product !== edge.input)
      assert.equal(await page.locator('[data-testid="chain-graph"] .edges path').count(), inner.length, key)
      const { boxes, frame } = await page.evaluate(() => ({
        boxes: [...document.querySelectorAll('[data-testid="chain-node"] .box')].map((box) => box.getBoundingClientRect().toJSON()),
        frame: document.querySelector('[data-testid="chain-graph"] > svg').getBoundingClientRect().toJSON(),
      }))
      for (const [i, a] of boxes.entries()) {
        assert.ok(a.left >= frame.left && a.right <= frame.right + 1 && a.bottom <= frame.bottom + 1, `${key}: box ${i} is in sight`)
        for (const b of boxes.slice(i + 1)) {
          assert.ok(a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top, `${key}: boxes overlap`)
        }
      }
    })
  }
})

test('a product in focus lights its suppliers and users up and down the chain, and dims the rest', async () => {
  const chain = await api('/chains/nev')
  const degree = (id) => Math.min(chain.edges.filter((e) => e.input === id).length, chain.edges.filter((e) => e.product === id).length)
  const node = chain.nodes.reduce((best, n) => (degree(n.product.id) > degree(best.product.id) ? n : best))
  const id = node.product.id
  const expected = new Set([...reached(id, chain.edges, 'input', 'product'), ...reached(id, chain.edges, 'product', 'input')])
  assert.ok(expected.size > 3 && expected.size < chain.nodes.length)
  await visit('/chains/nev', {}, async (page) => {
    await drawn(page, 'chain')
    await page.locator(`[data-product="${id}"]`).focus()
    const lit = await at(page, 'chain-node').evaluateAll((nodes) => nodes.filter((n) => !n.classList.contains('dim')).map((n) => n.dataset.product))
    assert.deepEqual(lit.sort(), [...expected].sort())
    await page.keyboard.press('Enter')
    const panel = page.locator('[data-testid="product-panel"]')
    await panel.waitFor()
    assert.ok((await panel.innerText()).includes(node.product.name.zh))
    await page.keyboard.press('Escape')
    await becomes(() => panel.count(), 0)
  })
})

test('as a list the chain has the same products, and the makers of the API', async () => {
  const chain = await api('/chains/nev')
  await visit('/chains/nev', { language: 'en' }, async (page) => {
    await drawn(page, 'chain')
    await page.locator('input[name="view"][value="list"]').check({ force: true })
    const rows = await at(page, 'chain-list').locator('tbody tr').evaluateAll((list) => list.map((row) => [row.querySelector('.name').textContent.trim(), row.cells[2].textContent.trim()]))
    assert.deepEqual(
      rows.map(([name, makers]) => `${name} ${number(makers)}`).sort(),
      chain.nodes.map((n) => `${n.product.name.en || n.product.name.zh} ${n.makers}`).sort(),
    )
    assert.equal(await at(page, 'chain-leaders').locator('tbody tr').count(), chain.leaders.length)
  })
})

test('dimming all but risk points leaves exactly those bright', async () => {
  const chain = await api('/chains/nev')
  await visit('/chains/nev', {}, async (page) => {
    await drawn(page, 'chain')
    await page.locator('.check input').check()
    await becomes(() => page.locator('[data-testid="chain-node"]:not(.dim)').count(), chain.nodes.filter((n) => n.risk !== 'none').length)
  })
})

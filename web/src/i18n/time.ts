import type { Pairs } from './split'

export const time = {
  title: ['时间：能维持多久，多久恢复', 'Time: how long it lasts, how long until recovery'],
  note: [
    '断供后，库存与其余供应还能使本链最终产出维持多久；与认证新供方所需的时间相比。由线性规划求出，最优性逐一验证。',
    'After the loss, how long stocks and what remains keep the chain\'s final output whole, against the time to qualify another source. Found by linear programs, each proven optimal.',
  ],
  definition: ['模型与算法', 'The model'],
  day_0: ['断供', 'Loss'],
  recover: ['第{days}天恢复', 'Recovered on day {days}'],
  recover_unknown: ['恢复所需时间未知：没有登记认证天数', 'Time to recover not known: no qualification time on record'],
  recover_user: ['{product}认证另一供方需{days}，为本链最长', '{product} takes {days} to qualify another source, the longest in the chain'],
  whole: ['最终产出不受影响', 'Final output stays whole'],
  lasts: ['维持{days}', 'Lasts {days}'],
  lasts_at_least: ['至少维持{days}', 'Lasts at least {days}'],
  in_time: ['来得及', 'In time'],
  short: ['缺口{days}', 'Short by {days}'],
  undecided: ['部分库存未登记，无法判断', 'A stock is not on record: undecided'],
  loss: ['恢复前损失{money}（本链最终产出每天{output}）', '{money} lost until recovery (the chain\'s final output is {output} a day)'],
  loss_at_most: ['恢复前至多损失{money}（本链最终产出每天{output}）', 'At most {money} lost until recovery (the chain\'s final output is {output} a day)'],
  loss_day: ['库存用完后每天损失{money}', '{money} lost each day once stocks are gone'],
  left: ['其余供应为平时的{share}', '{share} of normal supply remains'],
  stops: ['先停的成品：{goods}', 'First to stop: {goods}'],
  limit: ['受限于{product}所存的{input}（{days}）', 'Limited by the stock of {input} held to make {product} ({days})'],
  limit_unknown: ['受限于{product}所存的{input}（未登记，按0计）', 'Limited by the stock of {input} held to make {product} (not on record, counted as 0)'],
  more_day: [
    '各用户的{input}多存一天：至多多维持{days}，少损失{money}',
    'One more day of {input} with each user: at most {days} longer and {money} less lost',
  ],
  more_day_only: ['各用户的{input}多存一天：至多多维持{days}', 'One more day of {input} with each user: at most {days} longer'],
  no_source: ['没有这种来源', 'There is no such source'],
  rule: [
    '分级所用：最短库存{stock}，最长认证{qualify}',
    'For the class: shortest stock {stock}, longest qualification {qualify}',
  ],
} satisfies Pairs

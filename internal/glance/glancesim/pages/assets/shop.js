// The shop's basket: tins per tea, kept in this browser.
(() => {
  'use strict';
  const read = () => JSON.parse(localStorage.getItem('basket') || '{}');
  const money = (amount) => '£' + amount.toFixed(2);

  function show() {
    const basket = read();
    const tins = Object.values(basket).reduce((sum, n) => sum + n, 0);
    document.querySelector('[data-cart-count]').textContent = tins;
    const table = document.querySelector('[data-cart]');
    if (!table) return;
    let total = 0;
    for (const row of table.querySelectorAll('[data-row]')) {
      const count = basket[row.dataset.row] || 0;
      const sum = count * Number(row.dataset.price);
      row.hidden = count === 0;
      row.querySelector('[data-tins]').textContent = count;
      row.querySelector('[data-sum]').textContent = money(sum);
      total += sum;
    }
    table.querySelector('[data-total]').textContent = money(total);
    table.hidden = tins === 0;
    document.querySelector('[data-cart-actions]').hidden = tins === 0;
    document.querySelector('[data-cart-empty]').hidden = tins > 0;
  }

  document.addEventListener('click', (event) => {
    const id = event.target.dataset.add;
    if (id) {
      const basket = read();
      basket[id] = (basket[id] || 0) + 1;
      localStorage.setItem('basket', JSON.stringify(basket));
      document.querySelector('[data-added]').textContent = 'In your basket.';
    } else if (event.target.matches('[data-clear]')) {
      localStorage.removeItem('basket');
    } else {
      return;
    }
    show();
  });
  show();
})();

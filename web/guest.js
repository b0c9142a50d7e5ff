// The guest's side: menu, basket, payment and the live tracker.
import { Announcements } from './announcements.js';
import { Basket, wishes } from './basket.js';
import { billCard, mayUseBills } from './bill-card.js';
import { voucherNews, voucherPayment } from './voucher-form.js';
import { courseChoice, courseNews, coursesOffered } from './courses.js';
import { atNextPicture, h, patch } from './dom.js';
import { applyToOrders, lastClosed, openOrders, readOrders } from './guest-orders.js';
import { allergenNames, priceItem, showItem, wishesOf } from './item-form.js';
import { languageInUse, money, onChange, t, whenOf } from './language.js';
import { connectionLine, problemNotice } from './notices.js';
import { Memory } from './memory.js';
import { orderCard } from './order-card.js';
import { ReadyAlarm } from './ready-alarm.js';
import { Session } from './session.js';
import { allergens } from './terms.js';
import { TimeChoice } from './time-choice.js';

const menuDelay = 300;
const open = 'pending,scheduled,confirmed,preparing,ready';
const menuChanges = new Set(['menu_changed', 'item_availability_changed', 'counter_status_changed']);

export class Guest {
  #root = document.querySelector('#guest');
  #source;
  #frames;
  #memory;
  #session;
  #token = '';
  #menu = null;
  #menuTimer = 0;
  #orders = {};
  #bills = {};
  #billsHeard = 0;
  #alarm = new ReadyAlarm();
  #announcements;
  #basket = new Basket();
  #place = { orderType: 'takeaway', tableNumber: '', paymentMethod: 'card', allergies: [], scheduledFor: '' };
  #isPlaced;
  #times;
  #ordering = false;
  #problem = null;
  #warnings = [];
  #news = '';
  #draw = atNextPicture(() => this.#render());

  /**
   * @param source who the guest is: {cafe, testCards, nextUser(), signIn(user), pay(token, orderId, card)}
   * @param frames the list its frames go to, if they are shown
   */
  constructor(source, frames) {
    this.#source = source;
    this.#frames = frames;
    this.#times = new TimeChoice(source.cafe, () => this.#token, () => this.#render());
    this.#memory = new Memory(`guest.${source.cafe.id}`, () => this.#kept());
    const saved = this.#memory.read();
    this.user = saved?.user ?? source.nextUser();
    this.#orders = saved?.orders ?? {};
    this.#basket = new Basket(saved?.basket);
    this.#announcements = new Announcements(saved?.told);
    this.#place = { ...this.#place, ...saved?.place };
    this.#isPlaced = Boolean(saved?.place);
    this.#open(saved);
    this.#listen();
    onChange(() => {
      // The menu may speak the other language, too.
      if (this.#menu?.languages) this.#menuSoon();
      this.#render();
    });
    setInterval(() => this.#tick(), 1000);
    this.#render();
  }

  /** Cuts its line. */
  drop() {
    this.#session.drop();
  }

  /** Sends text as it is. */
  send(text) {
    this.#session.sendRaw(text);
  }

  #open(saved) {
    const guest = this;
    const { cafe } = this.#source;
    this.#session = new Session({
      saved,
      authorise: () => this.#authorise(),
      // Who the guest is may be known only after signing in.
      get channels() {
        return [`orders:customer:${guest.user}`, `cafe:${cafe.id}:general`];
      },
      load: (token) => cafe.loadOrders(token, open),
      onLoaded: ({ orders }) => readOrders(this.#orders, orders),
      onFrame: (...frame) => this.#frames?.add(...frame),
      onMessage: (message) => this.#heard(message),
      onState: (state) => this.#turned(state),
      onProblem: (problem) => this.#fail(problem),
    });
    this.#session.open();
  }

  async #authorise() {
    const identity = await this.#source.signIn(this.user);
    this.#token = identity.token;
    if (identity.userId && identity.userId !== this.user) this.#become(identity.userId);
    if (!this.#isPlaced && identity.tableNumber) {
      this.#place = { ...this.#place, orderType: 'dine-in', tableNumber: identity.tableNumber };
      this.#isPlaced = true;
    }
    if (!this.#menu) this.#menuSoon();
    return identity;
  }

  // Another guest than before on this device: what the last one ordered is not theirs.
  #become(user) {
    this.user = user;
    this.#orders = {};
    this.#bills = {};
    this.#session.forget();
  }

  #turned({ name }) {
    // From here on every change of the menu is told.
    if (name === 'live') {
      this.#menuSoon();
      this.#readBills();
    }
    this.#changed();
  }

  #heard(message) {
    const order = applyToOrders(this.#orders, message);
    if (order) {
      const said = t(`news.${message.type === 'order_status_changed' ? order.status : message.type}`, {
        number: order.number ?? '',
        code: order.code?.split('').join(' ') ?? '',
        place: order.location ?? '',
      });
      if (!said.startsWith('news.')) this.#news = said;
      if (message.type === 'course_changed') this.#news = courseNews(order) ?? this.#news;
      if (message.type === 'order_ready') this.#alarm.sound(said);
    }
    this.#announcements.hear(message);
    if (message.type === 'bill_changed') {
      this.#billsHeard++;
      this.#bills[message.data.billId] = message.data;
    }
    if (message.type === 'voucher_changed') this.#news = voucherNews(message.data);
    if (menuChanges.has(message.type)) this.#menuSoon();
    this.#changed();
  }

  #menuSoon() {
    this.#menuTimer ||= setTimeout(async () => {
      this.#menuTimer = 0;
      try {
        this.#menu = await this.#source.cafe.loadMenu(this.#token, languageInUse());
      } catch (problem) {
        this.#fail(problem);
      }
      this.#render();
    }, this.#menu ? menuDelay : 0);
  }

  // A message that came meanwhile is newer than what is read: then it is read again.
  async #readBills() {
    const heard = this.#billsHeard;
    try {
      const { bills } = await this.#source.cafe.loadBills(this.#token);
      if (heard !== this.#billsHeard) return void this.#readBills();
      this.#bills = Object.fromEntries(bills.map((bill) => [bill.billId, bill]));
      this.#changed();
    } catch {
      // The next message of a bill brings all of it.
    }
  }

  #listen() {
    const actions = {
      open: (itemId) => this.#openItem(itemId),
      more: (key) => this.#basket.change(key, 1),
      less: (key) => this.#basket.change(key, -1),
      order: () => this.#order(),
      pay: (card, { orderId }) => this.#pay(orderId, card),
      cancel: (orderId) => this.#command('order_cancel', { orderId, reason: 'customer_request' }),
      rate: (stars, { orderId }) => this.#rate(orderId, Number(stars)),
      again: (orderId) => (this.#orders[orderId].dismissed = true),
      orderFor: (time) => this.#orderFor(time),
      heardIt: (announcementId) => this.#announcements.dismiss(announcementId),
      anew: () => this.#startAnew(),
      dismiss: () => {
        this.#problem = null;
        this.#warnings = [];
      },
      hurry: () => this.#session.hurry(),
    };
    this.#root.addEventListener('click', (event) => {
      const button = event.target.closest('button[data-action]');
      if (!button) return;
      actions[button.dataset.action](button.dataset.value, button.dataset);
      this.#changed();
    });
    this.#root.addEventListener('change', ({ target }) => {
      if (target.name === 'allergy') this.#place.allergies = allergens.filter((word) => this.#root.querySelector(`[name=allergy][value=${word}]`).checked);
      else if (target.name === 'reschedule') this.#command('order_reschedule', { orderId: target.dataset.orderId, scheduledFor: target.value });
      else if (target.name === 'course') this.#basket.setCourse(target.dataset.line, Number(target.value));
      else if (target.name in this.#place) this.#place[target.name] = target.value;
      this.#changed();
    });
    this.#root.addEventListener('input', ({ target }) => {
      if (target.form?.id === 'item-form') priceItem(target.form, this.#menu);
    });
    this.#root.addEventListener('submit', (event) => {
      const form = event.target;
      if (!('voucher' in form.dataset)) return;
      event.preventDefault();
      this.#command('voucher_pay', voucherPayment(form, this.#orders[form.dataset.voucher]?.total));
    });
    this.#root.querySelector('#item-form').addEventListener('submit', (event) => this.#addItem(event));
  }

  #openItem(itemId) {
    const item = this.#menu.items.find((each) => each.itemId === itemId);
    showItem(this.#root.querySelector('#item-form'), this.#menu, item);
    this.#root.querySelector('#guest-item').showModal();
  }

  #addItem(event) {
    if (event.submitter?.value === 'add') {
      const form = event.target;
      this.#basket.add(form.dataset.item, wishesOf(form), Number(form.elements.quantity.value));
      this.#changed();
    }
  }

  // What cannot be had now can be had then.
  #orderFor(time) {
    this.#problem = null;
    this.#place.scheduledFor = time;
    return this.#order();
  }

  async #order() {
    const { orderType, tableNumber, allergies, scheduledFor } = this.#place;
    const paymentMethod = this.#paymentMethod;
    const how = paymentMethod === 'bill' ? { onBill: true } : { paymentMethod };
    const data = { cafeId: this.#source.cafe.id, items: this.#basket.toItems(coursesOffered(this.#menu, orderType)), orderType, ...how, expectedTotal: this.#basket.total(this.#menu, orderType) };
    if (orderType === 'dine-in') data.tableNumber = tableNumber || this.#menu.tables[0];
    if (allergies?.length > 0) data.allergies = allergies;
    if (scheduledFor) data.scheduledFor = scheduledFor;
    this.#ordering = true;
    const made = await this.#command('order_create', data);
    this.#warnings = made?.result?.warnings ?? [];
    if (made) {
      this.#basket.clear();
      this.#place.scheduledFor = '';
      this.#root.querySelector('.scroll').scrollTop = 0;
    }
    this.#ordering = false;
    this.#changed();
  }

  // Only a table has a bill, and an order for later is paid by itself.
  get #mayBill() {
    const { orderType, scheduledFor } = this.#place;
    return orderType === 'dine-in' && !scheduledFor && mayUseBills(this.#menu);
  }

  get #paymentMethod() {
    const { paymentMethod } = this.#place;
    return paymentMethod === 'bill' && !this.#mayBill ? 'card' : paymentMethod;
  }

  async #pay(orderId, card) {
    const order = this.#orders[orderId];
    order.payment = 'processing';
    try {
      await this.#source.pay(this.#token, orderId, card);
    } catch (problem) {
      order.payment = 'open';
      this.#fail(problem);
    }
  }

  async #rate(orderId, stars) {
    if (await this.#command('order_rate', { orderId, stars })) this.#orders[orderId].stars = stars;
    this.#changed();
  }

  async #command(type, data) {
    try {
      return await this.#session.command(type, data);
    } catch (problem) {
      this.#fail(problem);
      // It costs something else than this page shows.
      if (problem.current?.total !== undefined) this.#menuSoon();
      return null;
    }
  }

  #startAnew() {
    this.#place.allergies = [];
    this.#place.scheduledFor = '';
    this.#session.end();
    this.user = this.#source.nextUser();
    this.#orders = {};
    this.#bills = {};
    this.#basket.clear();
    this.#open(null);
  }

  #fail(problem) {
    this.#problem = problem;
    this.#changed();
  }

  #kept() {
    const { epoch, positions, pending } = this.#session;
    return { user: this.user, epoch, positions, pending, orders: this.#orders, basket: this.#basket.lines, place: this.#place, told: this.#announcements.kept };
  }

  #changed() {
    this.#memory.touch();
    this.#draw();
  }

  #tick() {
    // Minutes left and seconds to the next try go by without a message.
    if (this.#session.state.name === 'waiting' || openOrders(this.#orders).length > 0) this.#render();
  }

  #render() {
    const at = (id) => this.#root.querySelector(id);
    const currency = this.#menu?.currency ?? 'EUR';
    const { table } = this.#source;
    patch(at('#guest-line'), connectionLine(this.#session.state, table ? `${t('guest.table')} ${table}` : (this.user ?? '')));
    patch(at('#guest-news'), [this.#news]);
    patch(at('#guest-told'), this.#announcements.view());
    this.#wantTimes();
    patch(at('#guest-problem'), [problemNotice(this.#problem), this.#offerView(), ...this.#warnings.map(({ message }) => h('p', { class: 'allergy', lang: 'en' }, `⚠ ${message}`))].flat());
    const open = openOrders(this.#orders);
    const closed = lastClosed(this.#orders);
    const shown = open.length === 0 && closed && !closed.dismissed ? [closed] : open;
    const bills = Object.values(this.#bills).filter(({ status }) => status === 'open');
    patch(at('#guest-orders'), [
      ...bills.map((bill) => billCard(bill, currency, this.#menu?.vouchers)),
      ...shown.map((order) => orderCard(order, currency, this.#source.testCards, order.scheduledFor ? this.#times.options(order.scheduledFor) : [], this.#menu?.vouchers)),
    ]);
    patch(at('#guest-menu'), this.#menu ? [this.#menu.tax?.included === false && h('p', { class: 'muted', 'data-key': 'tax' }, t('guest.withoutTax')), ...menuView(this.#menu)] : [h('p', { class: 'muted' }, t('guest.loading'))]);
    patch(at('#guest-basket'), this.#basketView(currency));
  }

  #wantTimes() {
    const planned = openOrders(this.#orders).find(({ scheduledFor }) => scheduledFor);
    if (!this.#menu || !this.#token || (this.#basket.count === 0 && !planned)) return;
    const items = this.#basket.count > 0 ? this.#basket.toItems() : planned.items.filter(({ status }) => status !== 'voided');
    this.#times.want(this.#menu, items, this.#place.orderType);
  }

  #offerView() {
    const earliest = this.#problem?.earliest;
    if (!earliest || this.#basket.count === 0) return [];
    return [h('button', { type: 'button', class: 'primary', 'data-key': 'orderFor', 'data-action': 'orderFor', 'data-value': earliest }, t('guest.orderFor', { time: whenOf(earliest) }))];
  }

  #allergyView() {
    const chosen = this.#place.allergies ?? [];
    return h(
      'details',
      { class: 'allergies', 'data-key': 'allergies' },
      h('summary', {}, chosen.length > 0 ? `⚠ ${t('guest.allergic', { allergens: allergenNames(chosen) })}` : t('guest.allergies')),
      ...allergens.map((word) =>
        h(
          'label',
          { class: 'check' },
          h('input', { type: 'checkbox', name: 'allergy', value: word, checked: chosen.includes(word) }),
          h('span', {}, t(`allergen.${word}`)),
        ),
      ),
    );
  }

  #basketView(currency) {
    if (!this.#menu || this.#basket.count === 0) return [];
    const name = (itemId) => this.#menu.items.find((each) => each.itemId === itemId)?.name ?? itemId;
    const choice = (name, value, word) =>
      h(
        'label',
        { class: 'choice' },
        h('input', { type: 'radio', name, value, checked: (name === 'paymentMethod' ? this.#paymentMethod : this.#place[name]) === value }),
        h('span', {}, t(word)),
      );
    const courses = coursesOffered(this.#menu, this.#place.orderType);
    const choices = (legend, ...all) => h('fieldset', { class: 'choices' }, h('legend', { class: 'hidden' }, t(legend)), ...all);
    return [
      h('h3', {}, t('guest.basket')),
      h(
        'ul',
        { class: 'lines' },
        ...this.#basket.lines.map((line) =>
          h(
            'li',
            { 'data-key': line.key },
            h('span', {}, name(line.itemId), h('small', {}, h('bdi', {}, wishes(this.#menu, line)))),
            h('button', { type: 'button', 'data-action': 'less', 'data-value': line.key, 'aria-label': t('guest.less', { item: name(line.itemId) }) }, '−'),
            h('output', {}, String(line.quantity)),
            h('button', { type: 'button', 'data-action': 'more', 'data-value': line.key, 'aria-label': t('guest.more', { item: name(line.itemId) }) }, '+'),
            courses > 0 && courseChoice(line, name(line.itemId), courses),
          ),
        ),
      ),
      choices('guest.where', choice('orderType', 'takeaway', 'guest.takeaway'), choice('orderType', 'dine-in', 'guest.dineIn')),
      this.#place.orderType === 'dine-in' &&
        h(
          'label',
          { class: 'field', 'data-key': 'table' },
          t('guest.table'),
          h('select', { name: 'tableNumber' }, ...this.#menu.tables.map((table) => h('option', { selected: table === this.#place.tableNumber }, table))),
        ),
      this.#menu.scheduleHorizon > 0 && this.#times.field(this.#place.scheduledFor),
      this.#allergyView(),
      choices(
        'guest.how',
        choice('paymentMethod', 'card', 'guest.byCard'),
        choice('paymentMethod', 'cash', 'guest.byCash'),
        this.#mayBill && choice('paymentMethod', 'bill', 'guest.onBill'),
      ),
      h(
        'button',
        { type: 'button', class: 'primary', 'data-key': 'order', 'data-action': 'order', disabled: this.#ordering },
        t('guest.order', { price: money(this.#basket.total(this.#menu, this.#place.orderType), currency) }),
      ),
    ];
  }
}

function menuView(menu) {
  const headings = menu.categories ?? [];
  const used = new Set(menu.items.map((item) => item.category));
  const categories = [...new Set([...headings.map(({ category }) => category), ...used])].filter((category) => used.has(category));
  return categories.flatMap((category) => [
    h('h3', { 'data-key': `category-${category}` }, h('bdi', {}, category)),
    h(
      'ul',
      { class: 'menu', 'data-key': `items-${category}` },
      ...menu.items
        .filter((item) => item.category === category)
        .map((item) =>
          h(
            'li',
            { 'data-key': item.itemId },
            h(
              'button',
              { type: 'button', class: 'item', 'data-action': 'open', 'data-value': item.itemId, disabled: !item.available },
              served(menu, item) && h('small', { class: 'muted' }, served(menu, item)),
              h('span', { class: 'name' }, item.name, item.minAge && h('small', {}, t('guest.minAge', { age: item.minAge })), item.available && item.remaining !== undefined && h('small', {}, t('guest.left', { count: item.remaining }))),
              item.available ? h('span', { class: 'price' }, money(item.price, menu.currency)) : h('span', { class: 'muted' }, t('guest.soldOut')),
            ),
          ),
        ),
    ),
  ]);
}

// With which menus an item is served, where none of them is on now; it can still be ordered for later.
function served(menu, item) {
  const parts = (menu.menus ?? []).filter(({ menuId }) => item.menus?.includes(menuId));
  if (parts.length === 0 || parts.some(({ open }) => open)) return '';
  const hours = (part) => [...new Set(part.hours.map(({ from, to }) => `${from}–${to}`))].join(', ');
  return t('guest.served', { menu: parts.map((part) => `${part.name} (${hours(part)})`).join(', ') });
}

// The guest's side: menu, basket, payment and the live tracker.
import { Announcements } from './announcements.js';
import { Basket } from './basket.js';
import { joinView, mayUseBills } from './bill-join.js';
import { atNextPicture, h, patch } from './dom.js';
import { applyToOrders, isClosed, lastClosed, openOrders, readOrders } from './guest-orders.js';
import { languageInUse, onChange, t, whenOf } from './language.js';
import { Memory } from './memory.js';
import { menuView } from './menu-view.js';
import { problemNotice, showFreshness } from './notices.js';
import { ReadyAlarm } from './ready-alarm.js';
import { ReadyPush } from './ready-push.js';
import { Session } from './session.js';
import { TimeChoice } from './time-choice.js';

const menuDelay = 300;
const open = 'pending,scheduled,confirmed,preparing,ready';
const menuChanges = new Set(['menu_changed', 'item_availability_changed', 'counter_status_changed']);

const loadedAnew = 'tabletap.loadedAnew';

// What the first look at a menu does without, all of it asked for at once; the card of an order waits for nothing but its own.
async function fetchParts(onCard) {
  const card = import('./order-card.js');
  card.then(({ orderCard }) => onCard(orderCard), () => {});
  const parts = await Promise.all([
    card,
    import('./item-form.js'),
    import('./basket-view.js'),
    import('./bill-card.js'),
    import('./voucher-form.js'),
    import('./courses.js'),
    import('./allergies.js'),
  ]);
  return Object.assign({}, ...parts);
}

// Once for each time that a part is missing: what is still missing after that is not there for this browser.
function mayLoadAnew() {
  try {
    if (sessionStorage.getItem(loadedAnew)) return false;
    sessionStorage.setItem(loadedAnew, 'yes');
    return true;
  } catch {
    return false;
  }
}

function neededNoMore() {
  try {
    sessionStorage.removeItem(loadedAnew);
  } catch {
    // Then nothing was kept either.
  }
}

// What is said of an order when it changes: at a table nobody needs a code.
function newsOf({ type }, { status, code }) {
  if (type === 'order_status_changed') return status;
  return type === 'order_ready' && !code ? 'order_ready.noCode' : type;
}

// What matters of an order, as long as its card is on its way or cannot be had.
function orderInShort({ orderId, number, status, billId, code }) {
  const step = t(status === 'confirmed' && billId ? 'step.billed' : `step.${status}`);
  return h('p', { class: 'notice', 'data-key': orderId }, `${number ?? '…'}: ${step}`, code && h('strong', {}, ` · ${code}`));
}

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
  #push;
  #announcements;
  #basket = new Basket();
  #parts = null;
  #partsComing = null;
  #partsFailed = false;
  #orderCard = null;
  // What was said last of parts, and of the menu, that could not be fetched.
  #lacking = null;
  #menuProblem = null;
  #place = { orderType: 'takeaway', tableNumber: '', customerName: '', paymentMethod: 'card', allergies: [], scheduledFor: '' };
  #isPlaced;
  #times;
  #ordering = false;
  #problem = null;
  #warnings = [];
  // What is said aloud: a text, or what makes one of the parts once they are here.
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
    this.#push = new ReadyPush(source.cafe, () => this.#token, () => this.#changed(), saved?.push);
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
      onLoaded: ({ orders }) => {
        readOrders(this.#orders, orders);
        this.#push.keep(openOrders(this.#orders));
      },
      onFrame: (...frame) => this.#frames?.add(...frame),
      onMessage: (message) => this.#heard(message),
      onState: (state) => this.#turned(state),
      onProblem: (problem) => this.#fail(problem),
      onSettled: (problem) => this.#settle(problem),
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
      // Many browsers know a script that they could not fetch as missing until the page is loaded anew.
      if (this.#partsFailed && mayLoadAnew()) return void location.reload();
      if (this.#partsFailed) this.#wantParts();
      this.#menuSoon();
      this.#readBills();
    }
    this.#changed();
  }

  #heard(message) {
    const order = applyToOrders(this.#orders, message);
    if (order) {
      const said = t(`news.${newsOf(message, order)}`, {
        number: order.number ?? '',
        code: order.code?.split('').join(' ') ?? '',
        place: order.location ?? '',
      });
      if (!said.startsWith('news.')) this.#news = said;
      if (message.type === 'course_changed') {
        const { number, course } = order;
        this.#sayBy((parts) => parts.courseNews({ number, course }));
      }
      if (message.type === 'order_ready') this.#alarm.sound(said);
      if (isClosed(order)) this.#push.forget(order.orderId);
    }
    this.#announcements.hear(message);
    if (message.type === 'bill_changed') {
      this.#billsHeard++;
      this.#bills[message.data.billId] = message.data;
    }
    if (message.type === 'voucher_changed') this.#sayBy((parts) => parts.voucherNews(message.data));
    if (menuChanges.has(message.type)) this.#menuSoon();
    this.#changed();
  }

  // What has nothing to say leaves what was to be said before.
  #sayBy(tell) {
    const before = this.#news;
    this.#news = (parts) => tell(parts) ?? (typeof before === 'function' ? before(parts) : before);
  }

  #menuSoon() {
    this.#menuTimer ||= setTimeout(async () => {
      this.#menuTimer = 0;
      try {
        this.#menu = await this.#source.cafe.loadMenu(this.#token, languageInUse());
        this.#settle(this.#menuProblem);
      } catch (problem) {
        this.#menuProblem = problem;
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
      tellMe: (orderId) => this.#tellMe(orderId),
      tellMeNot: (orderId) => this.#push.withdraw(orderId).catch((problem) => this.#fail(problem)),
      orderFor: (time) => this.#orderFor(time),
      joinBill: (tableNumber) => this.#joinBill(tableNumber),
      heardIt: (announcementId) => this.#announcements.dismiss(announcementId),
      anew: () => this.#startAnew(),
      dismiss: () => {
        this.#problem = null;
        this.#warnings = [];
      },
      hurry: () => this.#session.hurry(),
      reload: () => location.reload(),
    };
    this.#root.addEventListener('click', (event) => {
      const button = event.target.closest('button[data-action]');
      if (!button) return;
      actions[button.dataset.action](button.dataset.value, button.dataset);
      this.#changed();
    });
    this.#root.addEventListener('change', ({ target }) => {
      if (target.name === 'allergy') this.#place.allergies = this.#parts.allergiesOf(this.#root);
      else if (target.name === 'reschedule') this.#command('order_reschedule', { orderId: target.dataset.orderId, scheduledFor: target.value });
      else if (target.name === 'course') this.#basket.setCourse(target.dataset.line, Number(target.value));
      else if (target.name in this.#place) this.#place[target.name] = target.value;
      this.#changed();
    });
    this.#root.addEventListener('input', ({ target }) => {
      if (target.form?.id === 'item-form') this.#parts.priceItem(target.form, this.#menu);
    });
    this.#root.addEventListener('submit', (event) => {
      const form = event.target;
      if (!('voucher' in form.dataset)) return;
      event.preventDefault();
      this.#payByVoucher(form);
    });
    this.#root.querySelector('#item-form').addEventListener('submit', (event) => this.#addItem(event));
    // With the first touch, so that a page that is off the network later has them.
    for (const touch of ['pointerdown', 'keydown', 'wheel']) this.#root.addEventListener(touch, () => this.#wantParts(), { once: true, passive: true });
  }

  /** What the first look does without. Throws what is to be said where it cannot be had. */
  async #needParts() {
    this.#partsComing ??= this.#fetchParts();
    this.#parts = await this.#partsComing;
    this.#partsFailed = false;
    neededNoMore();
    this.#settle(this.#lacking);
    return this.#parts;
  }

  async #fetchParts() {
    try {
      return await fetchParts((card) => {
        this.#orderCard = card;
        this.#draw();
      });
    } catch {
      this.#partsComing = null;
      this.#partsFailed = true;
      // On a line that is live it is not the network that is away.
      this.#lacking = this.#session.state.name === 'live' ? { say: 'guest.incomplete', mayReload: true } : { message: 'offline' };
      throw this.#lacking;
    }
  }

  // What is drawn without them is drawn again once they are here. That they are missing is said where something waits for them.
  #wantParts() {
    if (this.#parts || this.#partsComing) return;
    const said = this.#lacking;
    this.#needParts().then(this.#draw, (problem) => {
      if (this.#awaitsParts || (said && this.#problem === said)) this.#fail(problem);
    });
  }

  get #awaitsParts() {
    return this.#shownOrders.length > 0 || this.#openBills.length > 0 || this.#basket.count > 0 || typeof this.#news === 'function';
  }

  get #shownOrders() {
    const open = openOrders(this.#orders);
    const closed = lastClosed(this.#orders);
    return open.length === 0 && closed && !closed.dismissed ? [closed] : open;
  }

  get #openBills() {
    return Object.values(this.#bills).filter(({ status }) => status === 'open');
  }

  async #openItem(itemId) {
    const dialog = this.#root.querySelector('#guest-item');
    let parts;
    try {
      parts = await this.#needParts();
    } catch (problem) {
      this.#fail(problem);
      return;
    }
    const item = this.#menu.items.find((each) => each.itemId === itemId);
    // A second tap while they were on their way finds it open.
    if (!item || dialog.open) return;
    parts.showItem(dialog.querySelector('form'), this.#menu, item, this.#place.allergies, true);
    dialog.showModal();
  }

  // The form is of the card, which may be here before the rest.
  async #payByVoucher(form) {
    let parts;
    try {
      parts = await this.#needParts();
    } catch (problem) {
      this.#fail(problem);
      return;
    }
    await this.#command('voucher_pay', parts.voucherPayment(form, this.#orders[form.dataset.voucher]?.total));
  }

  #addItem(event) {
    if (event.submitter?.value === 'add') {
      const form = event.target;
      this.#basket.add(form.dataset.item, this.#parts.wishesOf(form), Number(form.elements.quantity.value));
      this.#changed();
    }
  }

  // What cannot be had now can be had then.
  #orderFor(time) {
    this.#problem = null;
    this.#place.scheduledFor = time;
    return this.#order();
  }

  // What the others of the table ordered is on it already: it is read, for what is told begins with the next change.
  async #joinBill(tableNumber) {
    if (await this.#command('bill_join', { tableNumber, cafeId: this.#source.cafe.id })) await this.#readBills();
  }

  async #order() {
    const { orderType, tableNumber, customerName, allergies, scheduledFor } = this.#place;
    const paymentMethod = this.#paymentMethod;
    const how = paymentMethod === 'bill' ? { onBill: true } : { paymentMethod };
    const data = { cafeId: this.#source.cafe.id, items: this.#basket.toItems(this.#parts.coursesOffered(this.#menu, orderType)), orderType, ...how, expectedTotal: this.#basket.total(this.#menu, orderType) };
    if (orderType === 'dine-in') data.tableNumber = tableNumber || this.#menu.tables[0];
    // At a table nobody is called.
    if (orderType === 'takeaway' && customerName?.trim()) data.customerName = customerName.trim();
    if (allergies.length > 0) data.allergies = allergies;
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

  async #tellMe(orderId) {
    const isTold = await this.#push.ask(orderId);
    this.#news = t(isTold ? 'guest.told' : 'guest.keepOpen');
    this.#changed();
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
    this.#place.customerName = '';
    this.#place.scheduledFor = '';
    this.#push.leave();
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

  // What was told before is over, where it is still shown.
  #settle(problem) {
    if (problem && this.#problem === problem) this.#fail(null);
  }

  #kept() {
    const { epoch, positions, pending, asOf } = this.#session;
    return { user: this.user, epoch, positions, pending, asOf, orders: this.#orders, basket: this.#basket.lines, place: this.#place, told: this.#announcements.kept, push: this.#push.kept };
  }

  #changed() {
    this.#memory.touch();
    this.#draw();
  }

  #tick() {
    // Minutes left, the age of what is shown and seconds to the next try go by without a message.
    if (this.#session.state.name !== 'live' || openOrders(this.#orders).length > 0) this.#render();
  }

  #render() {
    const at = (id) => this.#root.querySelector(id);
    const currency = this.#menu?.currency ?? 'EUR';
    const { table } = this.#source;
    showFreshness(this.#root, at('#guest-line'), this.#session, table ? `${t('guest.table')} ${table}` : (this.user ?? ''));
    if (!this.#partsFailed && this.#awaitsParts) this.#wantParts();
    if (typeof this.#news === 'function' && this.#parts) this.#news = this.#news(this.#parts);
    patch(at('#guest-news'), [typeof this.#news === 'string' && this.#news]);
    patch(at('#guest-told'), this.#announcements.view());
    this.#wantTimes();
    patch(at('#guest-problem'), [problemNotice(this.#problem), this.#offerView(), ...this.#warnings.map(({ message }) => h('p', { class: 'allergy', lang: 'en' }, `⚠ ${message}`))].flat());
    const bills = this.#openBills;
    const { billCard } = this.#parts ?? {};
    const orderCard = this.#orderCard;
    patch(at('#guest-orders'), [
      table && this.#menu && bills.length === 0 && joinView(this.#menu, table),
      ...(billCard ? bills : []).map((bill) => billCard(bill, currency, this.#menu?.vouchers)),
      ...(orderCard
        ? this.#shownOrders.map((order) => orderCard(order, currency, this.#source.testCards, order.scheduledFor ? this.#times.options(order.scheduledFor) : [], this.#menu?.vouchers, this.#push.stateOf(order)))
        : openOrders(this.#orders).map(orderInShort)),
    ]);
    patch(at('#guest-menu'), this.#menu ? [this.#menu.tax?.included === false && h('p', { class: 'muted', 'data-key': 'tax' }, t('guest.withoutTax')), ...menuView(this.#menu, true)] : [h('p', { class: 'muted' }, t('guest.loading'))]);
    patch(at('#guest-basket'), this.#basketView());
  }

  #wantTimes() {
    const planned = openOrders(this.#orders).find(({ scheduledFor }) => scheduledFor);
    if (!this.#menu || !this.#token || (this.#basket.count === 0 && !planned)) return;
    const items = this.#basket.count > 0 ? this.#basket.toItems() : planned.items.filter(({ status }) => status !== 'voided');
    this.#times.want(this.#menu, items, this.#place.orderType);
  }

  #offerView() {
    if (this.#problem?.mayReload) return [h('button', { type: 'button', class: 'primary', 'data-key': 'reload', 'data-action': 'reload' }, t('guest.reload'))];
    const earliest = this.#problem?.earliest;
    if (!earliest || this.#basket.count === 0) return [];
    return [h('button', { type: 'button', class: 'primary', 'data-key': 'orderFor', 'data-action': 'orderFor', 'data-value': earliest }, t('guest.orderFor', { time: whenOf(earliest) }))];
  }

  #basketView() {
    if (!this.#menu || !this.#parts || this.#basket.count === 0) return [];
    return this.#parts.basketView({
      menu: this.#menu,
      basket: this.#basket,
      place: this.#place,
      paymentMethod: this.#paymentMethod,
      mayBill: this.#mayBill,
      time: this.#menu.scheduleHorizon > 0 && this.#times.field(this.#place.scheduledFor),
      isOrdering: this.#ordering,
    });
  }
}

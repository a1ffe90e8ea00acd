/** Builds the page from the data in the same file: the overview of several accounts, or one account. */
import type { AccountData, PageData } from '../data';
import { accountPage, type PageView } from './account-page';
import { createElement } from './create-element';
import { createFormatter } from './format';
import { overview } from './overview';
import { readData } from './read-data';
import { onThemeChange } from './theme';

readData().then(startPage);

function startPage(data: PageData): void {
  const page = document.getElementById('page') ?? document.body;
  const format = createFormatter(data.timezone);
  const [first] = data.accounts;
  let shown: { account?: AccountData; view: PageView } | undefined;

  function show(account: AccountData | undefined): void {
    shown?.view.destroy();
    const picker = accountPicker(account);
    const view = account
      ? accountPage({ account, data, format, picker })
      : overview({ data, format, picker, open: showAndFocus });
    page.replaceChildren(view.root);
    view.start();
    shown = { account, view };
  }

  function showAndFocus(account: AccountData | undefined): void {
    show(account);
    document.getElementById('account')?.focus();
  }

  function accountPicker(current: AccountData | undefined): HTMLElement | null {
    if (data.accounts.length < 2) return null;
    const select = createElement(
      'select',
      { id: 'account' },
      createElement('option', { value: '', selected: current === undefined }, 'All accounts'),
      ...data.accounts.map((account, i) =>
        createElement('option', { value: i, selected: account === current }, account.gaps.account),
      ),
    );
    select.addEventListener('change', () =>
      showAndFocus(select.value === '' ? undefined : data.accounts[Number(select.value)]),
    );
    return createElement('label', { class: 'picker' }, 'Account ', select);
  }

  show(data.accounts.length === 1 ? first : undefined);
  onThemeChange(() => show(shown?.account));
}

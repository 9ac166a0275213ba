/* Sends the one form of the page at once. Without this file the person presses its button. */

export function mount(form) {
  form.requestSubmit();
}

// The few words this page needs for the document. Data goes in as text, never as markup.

export function byId(id) {
  return document.getElementById(id);
}

/** A new element with the given class and children; strings become text. */
export function element(tag, className, ...children) {
  const made = document.createElement(tag);
  if (className) {
    made.className = className;
  }
  made.append(...children);
  return made;
}

/** Shows `message` under a field and marks the field; an empty message clears both. */
export function setFieldError(field, errorElement, message) {
  errorElement.textContent = message;
  if (message) {
    field.setAttribute('aria-invalid', 'true');
  } else {
    field.removeAttribute('aria-invalid');
  }
}

/** 0.84 -> "0.84 ms", 12.3 -> "12 ms". */
export function inMillis(millis) {
  return `${shortNumber(millis)} ms`;
}

/** Two digits that matter: 0, 0.04, 1.3, 27, 1,204. */
export function shortNumber(value) {
  const digits = value >= 10 || value === 0 ? 0 : value >= 1 ? 1 : 2;
  return value.toLocaleString('en', {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
}

// The chat within another site's page, at /embed: without the masthead, in that site's colours.
({ root, colours }) => {
  if (!location.pathname.endsWith("/embed")) return;
  root.querySelector("#masthead").style.display = "none";
  const colour = (value, ...names) => {
    for (const name of value ? names : []) document.body.style.setProperty(name, value);
  };
  colour(colours.accent, "--rubric", "--link-text-color", "--link-text-color-hover",
    "--color-accent", "--border-color-accent", "--input-border-color-focus");
  colour(colours.background, "--body-background-fill", "--background-fill-primary",
    "--background-fill-secondary", "--raised");
  if (colours.background) document.body.style.background = colours.background;
}

package io.longpole.deploy.shop;

/** A part of the shop that runs until it is closed, and closes without complaint. */
interface ShopPart extends AutoCloseable {
  @Override
  void close();
}

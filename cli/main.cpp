// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include <cstdio>
int main() {
  std::puts("echolance");
  return 0;
}

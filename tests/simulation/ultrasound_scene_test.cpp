// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

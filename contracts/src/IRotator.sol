// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {Execution} from "@openzeppelin/contracts/interfaces/draft-IERC7579.sol";

/// @title Rotator: which calls change an account's keys, and who owns the account
/// @notice The recovery module knows no validator. A policy names a rotator, and the module asks it. The module itself
/// lets a call pass only if it carries no value and its target is an installed validator of the account.
/// @dev `signer` is an ERC-7913 signer: 20 bytes are an address, more are verifier ‖ key.
interface IRotator {
    /// @notice The calls, made by the account, after which `newSigner` owns it.
    /// @dev Reverts with an error of its own for every key that would not work. Empty if there is nothing to do: a key
    /// that is one already is no error.
    /// @param account The account whose keys change.
    /// @param newSigner The signer that is to become an owner.
    /// @param replace Whether every older key of this rotator's validator ends.
    function rotation(address account, bytes calldata newSigner, bool replace)
        external
        view
        returns (Execution[] memory calls);

    /// @notice Whether `signer` owns `account` now. Never reverts for malformed signers.
    function isOwner(address account, bytes calldata signer) external view returns (bool);

    /// @notice Whether `signature` is an owner's signature over `hash`, made for `account` alone and for any chain.
    function isOwnerSignature(address account, bytes32 hash, bytes calldata signature) external view returns (bool);
}
